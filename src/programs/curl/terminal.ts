/** What curl says besides the body: -v lines, the progress meter, error messages. All on standard error. */
import { latin1, utf8, type Bytes } from '../../base/bytes.ts';
import { civilTime, two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Manner } from './options.ts';
import { failure, note, warning } from './words.ts';

const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';

export class Voice {
  private dataTold = false;
  /** What has gone to the files of --stderr and --trace. */
  private readonly logs = new Map<string, string>();

  constructor(
    private readonly sys: Sys,
    private readonly manner: Manner,
  ) {}

  *info(text: string): Eff<void> {
    const { trace } = this.manner;
    if (trace === 'none') return;
    this.dataTold = false;
    yield* this.show(trace === 'plain' ? `* ${text}` : `== Info: ${text}`);
  }

  /** Header lines, those without an end of their own with a CRLF; `>` out (all at once), `<` in (one by one). */
  *lines(mark: '>' | '<', lines: readonly string[]): Eff<void> {
    const { trace } = this.manner;
    if (trace === 'none') return;
    this.dataTold = false;
    const whole = lines.map((line) => (line.endsWith('\n') ? line : `${line}\r\n`));
    if (trace === 'plain') for (const line of whole) yield* this.show(`${mark} ${line.slice(0, -1)}`);
    else if (mark === '>') yield* this.dump('=> Send header', latin1(whole.join('')));
    else for (const line of whole) yield* this.dump('<= Recv header', latin1(line));
  }

  /** Of the body, -v says once that there is one, unless it goes to the terminal anyway; --trace shows it. */
  *data(mark: '{' | '}', bytes: Bytes): Eff<void> {
    if (this.manner.trace === 'plain' || this.manner.trace === 'none') return yield* this.records(mark, bytes.length);
    if (bytes.length > 0) yield* this.dump(mark === '{' ? '<= Recv data' : '=> Send data', bytes);
  }

  /** The same of TLS records, whose bytes --trace leaves out. */
  *records(mark: '{' | '}', bytes: number): Eff<void> {
    if (this.manner.trace !== 'plain' || this.dataTold || bytes === 0 || isTerminal(this.sys)) return;
    this.dataTold = true;
    yield* this.show(`${mark} [${bytes} bytes data]`);
  }

  private *dump(what: string, bytes: Bytes): Eff<void> {
    const size = `${bytes.length} bytes (0x${bytes.length.toString(16)})`;
    const rows = this.manner.trace === 'ascii' ? asciiRows(bytes) : hexRows(bytes);
    yield* this.show([`${what}, ${size}`, ...rows].join('\n'));
  }

  /** To where -v or --trace goes. */
  private *show(text: string): Eff<void> {
    const { traceTo, traceTime } = this.manner;
    const time = civilTime(Math.floor(this.sys.clock / 1e6));
    const micros = String(this.sys.clock % 1_000_000).padStart(6, '0');
    const stamp = traceTime ? `${two(time.hour)}:${two(time.minute)}:${two(time.second)}.${micros} ` : '';
    if (traceTo === null) yield* this.write(`${stamp}${text}\n`);
    else yield* this.to(traceTo, `${stamp}${text}\n`);
  }

  *error(code: number, message: string): Eff<void> {
    const { silent, showError } = this.manner;
    if (silent && !showError) return;
    yield* this.write(`curl: (${code}) ${message}\n${code === 60 ? TLS_ADVICE : ''}`);
  }

  *warn(text: string): Eff<void> {
    yield* this.write(warning(this.manner, text));
  }

  /** What only -v is told. */
  *note(text: string): Eff<void> {
    yield* this.write(note(this.manner, text));
  }

  /** A complaint of the tool itself, without a number. */
  *complain(text: string): Eff<void> {
    yield* this.write(failure(this.manner, text));
  }

  *write(text: string): Eff<void> {
    if (text === '') return;
    const { errors } = this.manner;
    if (errors !== null) yield* this.to(errors, text);
    else if (this.sys.process.fds.has(2)) yield* this.sys.fs.write(2, utf8(text));
  }

  /** A file, or `-` for standard output. */
  private *to(path: string, text: string): Eff<void> {
    if (path !== '-') {
      this.logs.set(path, (this.logs.get(path) ?? '') + text);
      this.sys.fs.writeFile(path, this.logs.get(path) ?? '');
    } else if (this.sys.process.fds.has(1)) yield* this.sys.fs.write(1, utf8(text));
  }
}

const shown = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');
const offset = (at: number): string => `${at.toString(16).padStart(4, '0')}: `;

/** Sixteen to a line, as numbers and as text. */
function hexRows(bytes: Bytes): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => `${byte.toString(16).padStart(2, '0')} `).join('');
    rows.push(offset(at) + hex.padEnd(48) + part.map(shown).join(''));
  }
  return rows;
}

/** Sixty-four to a line; a line of HTTP ends one of these, too. */
function asciiRows(bytes: Bytes): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = at;
    while (end < bytes.length && end - at < 64 && !(bytes[end] === 0x0d && bytes[end + 1] === 0x0a)) end++;
    rows.push(offset(at) + [...bytes.subarray(at, end)].map(shown).join(''));
    at = bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? end + 2 : end;
  }
  return rows;
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
    /** The table's head stands there already. */
    private headed = false,
  ) {
    this.begun = sys.now;
  }

  *update(): Eff<void> {
    if (!this.on || (this.shown && this.sys.now < this.next)) return;
    if (this.bar) {
      this.shown = true;
      return;
    }
    if (!this.headed) yield* this.voice.write(METER_HEAD);
    this.headed = true;
    this.shown = true;
    this.next = this.sys.now + 1_000_000;
    yield* this.voice.write(`\r${this.line()}`);
  }

  *end(): Eff<void> {
    if (!this.on || !this.shown) return;
    if (this.bar) {
      // The length of what comes in chunks is not known.
      const all = this.total > 0 ? `\r${'#'.repeat(72)} 100.0%` : '';
      yield* this.voice.write(`${all}\n`);
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

export function short(n: number): string {
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

export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole <= 0) return '--:--:--';
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(Math.floor(whole / 3600)).padStart(2)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
