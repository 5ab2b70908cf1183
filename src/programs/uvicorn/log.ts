/** Messages of the server on standard error, as uvicorn's DefaultFormatter writes them (logging.py 0.54). */
import type { Sys } from '../../machine/sys.ts';
import type { Config } from './config.ts';

const LEVELS = { critical: 50, error: 40, warning: 30, info: 20, debug: 10, trace: 5 } as const;
export type Level = keyof typeof LEVELS;

const COLOURS: Readonly<Record<Level, number>> = {
  trace: 34,
  debug: 36,
  info: 32,
  warning: 33,
  error: 31,
  critical: 91,
};

const isLevel = (name: string): name is Level => name in LEVELS;

export class Log {
  private readonly threshold: number;

  constructor(
    private readonly sys: Sys,
    private readonly config: Config,
    /** Where messages go when Python's loggers are configured otherwise (--log-config). */
    private readonly sink: ((level: Level, message: string) => void) | null = null,
  ) {
    this.threshold = isLevel(config.logLevel) ? LEVELS[config.logLevel] : LEVELS.info;
  }

  /** `coloured` is the same message with its colours, where uvicorn has one. */
  line(level: Level, message: string, coloured = message): void {
    if (this.sink !== null) return this.sink(level, message);
    if (LEVELS[level] < this.threshold) return;
    const { colours } = this.config;
    const name = level.toUpperCase();
    const shown = colours ? `\u001b[${COLOURS[level]}m${name}\u001b[0m` : name;
    this.sys.print(2, `${shown}:${' '.repeat(8 - name.length)} ${colours ? coloured : message}\n`);
  }

  info(message: string, coloured = message): void {
    this.line('info', message, coloured);
  }

  /** `Started server process [12]`: the number is cyan. */
  withPid(before: string, pid: number, after = ']'): void {
    this.info(`${before} [${pid}${after}`, `${before} [${paint(pid, 36)}${after}`);
  }
}

export const paint = (what: string | number, code: number): string => `\u001b[${code}m${what}\u001b[0m`;
