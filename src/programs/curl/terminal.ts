/** What curl says besides the body: -v lines, the progress meter, error messages. All on standard error. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Options } from './options.ts';

const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';

export class Voice {
  readonly verbose: boolean;
  private dataTold = false;
  /** What has gone to the file of --stderr. */
  private log = '';

  constructor(
    private readonly sys: Sys,
    private readonly options: Options,
  ) {
    this.verbose = options.flags.has('verbose');
  }

  *info(text: string): Eff<void> {
    if (!this.verbose) return;
    this.dataTold = false;
    yield* this.write(`* ${text}\n`);
  }

  /** Header lines with their CRLF; `>` out, `<` in. */
  *lines(mark: '>' | '<', lines: readonly string[]): Eff<void> {
    if (!this.verbose) return;
    this.dataTold = false;
    yield* this.write(lines.map((line) => `${mark} ${line}\r\n`).join(''));
  }

  /** The body itself is not shown, but said once, unless it goes to the terminal anyway. */
  *data(mark: '{' | '}', bytes: number): Eff<void> {
    if (!this.verbose || this.dataTold || bytes === 0 || isTerminal(this.sys)) return;
    this.dataTold = true;
    yield* this.write(`${mark} [${bytes} bytes data]\n`);
  }

  *error(code: number, message: string): Eff<void> {
    const { flags } = this.options;
    if (flags.has('silent') && !flags.has('show-error')) return;
    yield* this.write(`curl: (${code}) ${message}\n${code === 60 ? TLS_ADVICE : ''}`);
  }

  *warn(text: string): Eff<void> {
    if (!this.options.flags.has('silent'))
      yield* this.write(
        wrapped(text)
          .map((line) => `Warning: ${line}\n`)
          .join(''),
      );
  }

  *write(text: string): Eff<void> {
    const elsewhere = this.options.texts.get('stderr');
    if (elsewhere !== undefined && elsewhere !== '-') {
      this.log += text;
      this.sys.fs.writeFile(elsewhere, this.log);
    } else {
      const fd = elsewhere === '-' ? 1 : 2;
      if (this.sys.process.fds.has(fd)) yield* this.sys.fs.write(fd, utf8(text));
    }
  }
}

/** Lines of at most 70 characters, cut after a blank. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > 70) {
    const blank = rest.lastIndexOf(' ', 69);
    const cut = blank > 0 ? blank + 1 : 70;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...lines, rest];
}

const TLS_ADVICE =
  'More details here: https://curl.se/docs/sslcerts.html\n\n' +
  'curl failed to verify the legitimacy of the server and therefore could not\n' +
  'establish a secure connection to it. To learn more about this situation and\n' +
  'how to fix it, please visit the web page mentioned above.\n';

export const isTerminal = (sys: Sys): boolean =>
  sys.process.fds.has(1) && sys.process.fds.get(1).description.kind === 'tty';

/** The table of a transfer under way. Sizes and rates in at most five characters, as curl abbreviates them. */
export class Meter {
  private readonly begun: number;
  private shown = false;
  private next = 0;
  total = 0;
  received = 0;
  sent = 0;
  toSend = 0;

  constructor(
    private readonly sys: Sys,
    private readonly voice: Voice,
    private readonly on: boolean,
    /** -#: a bar instead of the table. */
    private readonly bar: boolean,
  ) {
    this.begun = sys.now;
  }

  *update(): Eff<void> {
    if (!this.on || (this.shown && this.sys.now < this.next)) return;
    if (this.bar) {
      this.shown = true;
      return;
    }
    if (!this.shown) yield* this.voice.write(METER_HEAD);
    this.shown = true;
    this.next = this.sys.now + 1_000_000;
    yield* this.voice.write(`\r${this.line()}`);
  }

  *end(): Eff<void> {
    if (!this.on || !this.shown) return;
    if (this.bar) {
      if (this.total > 0 || this.received > 0) yield* this.voice.write(`\r${'#'.repeat(72)} 100.0%\n`);
    } else yield* this.voice.write(`\r${this.line()}\n`);
  }

  private line(): string {
    const spent = Math.max(this.sys.now - this.begun, 1000) / 1_000_000;
    const [down, up] = [this.received / spent, this.sent / spent];
    const all = this.total + this.toSend;
    const done = this.received + this.sent;
    const expected = all > 0 && done > 0 ? (all / done) * spent : 0;
    const percent = (part: number, whole: number): string =>
      String(whole > 0 ? Math.floor((part / whole) * 100) : 0).padStart(3);
    return (
      `${percent(done, all)} ${short(all || done)}  ${percent(this.received, this.total)} ${short(this.received)}  ${percent(this.sent, this.toSend)} ` +
      `${short(this.sent)}  ${short(down)}  ${short(up)} ${clock(expected)} ${clock(spent)} ${clock(Math.max(0, expected - spent))} ${short(down + up)}`
    );
  }
}

function short(n: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1024, 'k'],
    [1024 ** 2, 'M'],
    [1024 ** 3, 'G'],
  ];
  if (n < 100_000) return String(Math.floor(n)).padStart(5);
  for (const [unit, letter] of units) {
    if (n < unit * 10_000) return `${Math.floor(n / unit)}${letter}`.padStart(5);
  }
  return `${Math.floor(n / 1024 ** 4)}T`.padStart(5);
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole <= 0) return '--:--:--';
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(Math.floor(whole / 3600)).padStart(2)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
