import { EMPTY, concat, fromUtf8, utf8, type Bytes } from '../base/bytes.ts';
import { caret } from '../base/caret.ts';
import type { Cond } from '../engine/cond.ts';
import type { Sim } from '../engine/sim.ts';
import type { Signal } from './signals.ts';
import { width } from './text-width.ts';

/** Control characters of the line discipline (termios(3) defaults: VINTR, VQUIT, VSUSP, VEOF, VERASE, VKILL, VWERASE). */
const INTR = 0x03;
const QUIT = 0x1c;
const SUSP = 0x1a;
const EOF = 0x04;
const ERASE = 0x7f;
const KILL = 0x15;
const WERASE = 0x17;

/**
 * A pseudo terminal with a line discipline: keystrokes come in from the page, output goes out as `tty.output` events.
 * In canonical mode a line is handed over when it is complete and echoed as it is typed; in raw mode (a shell's line
 * editor) every byte is, and nothing is echoed. Ctrl-C, Ctrl-\ and Ctrl-Z are signals to the foreground process group
 * in both: that is all they are.
 */
export class Tty {
  /** ECHO: in canonical mode, what is typed is shown. */
  echo = true;
  columns = 100;
  rows = 30;
  /** Process group that gets the signals; 0 for none. */
  foreground = 0;
  readonly readable: Cond;
  private isRaw = false;
  /** What was typed since the last newline, character by character. */
  private line: Bytes[] = [];
  private ready: Bytes[] = [];
  private eof = false;

  constructor(
    private readonly sim: Sim,
    readonly id: number,
    private readonly signal: (group: number, signal: Signal) => void,
  ) {
    this.readable = sim.cond();
  }

  get raw(): boolean {
    return this.isRaw;
  }

  /** What was typed ahead without a newline is there for the one who reads raw. */
  set raw(raw: boolean) {
    if (raw && this.line.length > 0) this.deliver();
    this.isRaw = raw;
  }

  /** Keystrokes, UTF-8. */
  input(bytes: Bytes): void {
    this.sim.emit({ kind: 'tty.input', tty: this.id, text: fromUtf8(bytes) });
    if (this.raw) {
      this.ready.push(bytes.slice());
      this.readable.notifyAll();
      return;
    }
    for (const char of fromUtf8(bytes)) this.key(utf8(char));
  }

  write(bytes: Bytes): void {
    const text = fromUtf8(bytes);
    this.sim.emit({ kind: 'tty.output', tty: this.id, text: this.raw ? text : text.replace(/\r?\n/g, '\r\n') });
  }

  /** Bytes typed, empty at end of input (Ctrl-D on an empty line), null when there is nothing yet. */
  read(max: number): Bytes | null {
    const first = this.ready[0];
    if (!first) {
      if (!this.eof) return null;
      this.eof = false;
      return EMPTY;
    }
    if (first.length <= max) {
      this.ready.shift();
      return first;
    }
    this.ready[0] = first.subarray(max);
    return first.subarray(0, max);
  }

  /** Give back what was read too far: the next read begins with it. */
  unread(bytes: Bytes): void {
    this.ready.unshift(bytes);
    this.readable.notifyAll();
  }

  get hasInput(): boolean {
    return this.ready.length > 0 || this.eof;
  }

  private key(char: Bytes): void {
    switch (char[0]) {
      case INTR:
        return this.interrupt('^C', 'INT');
      case QUIT:
        return this.interrupt('^\\', 'QUIT');
      case SUSP:
        return this.interrupt('^Z', 'TSTP');
      case EOF:
        if (this.line.length > 0) return this.deliver();
        this.eof = true;
        return this.readable.notifyAll();
      case ERASE:
        return this.erase();
      case KILL:
        while (this.line.length > 0) this.erase();
        return;
      case WERASE:
        while (this.line.at(-1)?.[0] === 0x20) this.erase();
        while (this.line.length > 0 && this.line.at(-1)?.[0] !== 0x20) this.erase();
        return;
      case 0x0d:
      case 0x0a:
        this.line.push(utf8('\n'));
        this.show('\n');
        return this.deliver();
      default:
        this.line.push(char);
        this.show(shown(char));
    }
  }

  private interrupt(echo: string, signal: Signal): void {
    this.line = [];
    this.ready = [];
    this.write(utf8(echo));
    if (this.foreground > 0) this.signal(this.foreground, signal);
  }

  private deliver(): void {
    this.ready.push(concat(this.line));
    this.line = [];
    this.readable.notifyAll();
  }

  private erase(): void {
    const char = this.line.pop();
    if (char) this.show('\b \b'.repeat(width(shown(char))));
  }

  private show(text: string): void {
    if (this.echo) this.write(utf8(text));
  }
}

/** ECHOCTL: a control character is echoed as `^A`; a tab as itself. */
const shown = (char: Bytes): string => {
  const [code = 0] = char;
  return code < 0x20 && code !== 0x09 ? caret(code) : fromUtf8(char);
};
