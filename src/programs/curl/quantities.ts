/** Numbers as curl's options take them. */

/** Why a value will not do, in curl's words. */
export type Reason =
  | 'is unknown'
  | 'is ambiguous'
  | 'requires parameter'
  | 'is badly used here'
  | 'expected a proper numerical parameter'
  | 'expected a positive numerical parameter'
  | 'too large number'
  | "the given option can't be reversed with a --no- prefix"
  | "used '--no-' for option that isn't a boolean"
  | "the installed libcurl version doesn't support this"
  | 'a specified protocol is unsupported by libcurl'
  | 'showing headers and --remote-header-name cannot be combined'
  | '--continue-at and --remote-header-name cannot be combined'
  | 'had unsupported trailing garbage'
  | 'error encountered when reading a file'
  | 'is not modelled by this simulated curl';

export class Refusal {
  constructor(readonly reason: Reason) {}

  get code(): number {
    if (this.reason === 'error encountered when reading a file') return 26;
    return this.reason === 'a specified protocol is unsupported by libcurl' ? 1 : 2;
  }
}

/** strtol(3): blanks in front and a sign are fine, anything behind is not. */
export function whole(text: string, base: 8 | 10 = 10): number {
  const digits = base === 8 ? /^\s*[+-]?[0-7]+$/ : /^\s*[+-]?\d+$/;
  if (!digits.test(text)) throw new Refusal('expected a proper numerical parameter');
  const value = parseInt(text, base);
  if (Math.abs(value) > 2 ** 63) throw new Refusal('too large number');
  return value;
}

export function count(text: string, most = Infinity): number {
  const value = whole(text);
  if (value < 0) throw new Refusal('expected a positive numerical parameter');
  if (value > most) throw new Refusal('too large number');
  return value;
}

/** With decimals, to the millisecond. */
export function seconds(text: string): number {
  if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text))
    throw new Refusal('expected a proper numerical parameter');
  const value = Number(text);
  if (value > 9e15) throw new Refusal('too large number');
  if (value < 0) throw new Refusal('expected a positive numerical parameter');
  return Math.trunc(value * 1000) / 1000;
}

/** `10`, `10k`, `2M`, `1G`: bytes. `complain` is told what is wrong. */
export function size(text: string, of: string, complain: (text: string) => void): number {
  const match = /^(\d+)(.*)$/s.exec(text.trimStart());
  if (!match) {
    complain(`invalid number specified for ${of}\n`);
    throw new Refusal('is badly used here');
  }
  const unit = (match[2] ?? '').toLowerCase();
  const power = ['b', 'k', 'm', 'g'].indexOf(unit === '' ? 'b' : unit);
  if (power < 0) {
    complain(`unsupported ${of} unit. Use G, M, K or B!\n`);
    throw new Refusal('is badly used here');
  }
  return Number(match[1]) * 1024 ** power;
}

/** `2/s`, `10/m`, `100`: milliseconds from one to the next. */
export function pace(text: string, complain: (text: string) => void): number {
  const [number = '', unit] = text.split('/');
  const times = count(number);
  if (times < 1) throw new Refusal('is badly used here');
  const spans: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const span = unit === undefined ? spans.h : spans[unit.charAt(0)];
  if (span === undefined) {
    complain('unsupported --rate unit\n');
    throw new Refusal('is badly used here');
  }
  return Math.floor(span / times);
}

/** `=https`, `-all,http`, `+ftp`: what remains of the usual ones. */
export function protocols(
  rule: string,
  usual: readonly string[],
  complain: (text: string) => void,
): ReadonlySet<string> {
  const left = new Set(usual);
  for (const word of rule.split(',').filter((w) => w !== '')) {
    const [, marks = '', name = ''] = /^([^A-Za-z0-9]*)(.*)$/.exec(word) ?? [];
    if (/[^=+-]/.test(marks) || name === '') throw new Refusal('is badly used here');
    const mark = marks.at(-1) ?? '+';
    const known = name.toLowerCase() === 'all' ? SCHEMES : SCHEMES.filter((s) => s === name.toLowerCase());
    if (mark === '=') left.clear();
    if (known.length === 0) complain(`unrecognized protocol '${name}'\n`);
    for (const scheme of known)
      if (mark === '-') left.delete(scheme);
      else left.add(scheme);
  }
  return left;
}

/** What Debian's libcurl speaks. */
export const SCHEMES: readonly string[] = (
  'dict file ftp ftps gopher gophers http https imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtsp scp sftp smb smbs ' +
  'smtp smtps telnet tftp'
).split(' ');
