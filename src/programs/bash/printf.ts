import { C_ESCAPES } from '../../base/escapes.ts';
import { civilTime } from '../../base/calendar.ts';

const ESCAPES: Readonly<Record<string, string>> = { ...C_ESCAPES, e: '\u001b', '"': '"' };

/** What was said, and the arguments that were no numbers. */
export interface Formatted {
  readonly text: string;
  readonly wrong: readonly string[];
}

interface Work {
  readonly rest: string[];
  readonly wrong: string[];
  readonly clock: number;
  /** `\c` in an argument of %b. */
  ended: boolean;
}

/** printf of bash(1): the format is used again while arguments are left. `clock`: µs, for `%(…)T`. */
export function format(template: string, args: readonly string[], clock: number): Formatted {
  const work: Work = { rest: [...args], wrong: [], clock, ended: false };
  let text = '';
  do {
    const before = work.rest.length;
    text += once(template, work);
    if (work.rest.length === before || work.ended) break;
  } while (work.rest.length > 0);
  return { text, wrong: work.wrong };
}

const PART =
  /\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|.)|%(?:%|\(([^)]*)\)T|([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?([sdiuxXocfFeEgGbqQ]))/gs;

function once(template: string, work: Work): string {
  let text = '';
  let from = 0;
  for (const found of template.matchAll(PART)) {
    if (work.ended) return text;
    text += template.slice(from, found.index);
    from = found.index + found[0].length;
    const [all, escape, time, flags = '', width = '', precision, kind] = found;
    if (escape !== undefined) text += unescape(escape);
    else if (all === '%%') text += '%';
    else if (time !== undefined) text += timeText(time, work);
    else text += convert(flags, number(width, work), number(precision, work), kind ?? 's', work);
  }
  return work.ended ? text : text + template.slice(from);
}

/** A width or precision: digits, or `*` for the next argument. */
function number(text: string | undefined, { rest }: Work): number | null {
  if (text === undefined) return null;
  return Number(text === '*' ? (rest.shift() ?? 0) : text) || 0;
}

function unescape(escape: string): string {
  if (/^[xu]./.test(escape)) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
  if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 255);
  return ESCAPES[escape] ?? `\\${escape}`;
}

/** Escapes alone, as `echo -e` and `%b` read them; `\c` ends everything. */
export function unescaped(text: string): { readonly text: string; readonly ended: boolean } {
  const [before = '', ...after] = text.split(/(?<=(?:^|[^\\])(?:\\\\)*)\\c/);
  const plain = before.replace(/\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|0[0-7]{0,3}|.)/gs, (_all, e: string) =>
    unescape(e),
  );
  return { text: plain, ended: after.length > 0 };
}

function timeText(pattern: string, work: Work): string {
  const given = work.rest.shift();
  const us = given === undefined || given === '-1' ? work.clock : Number(given) * 1e6;
  const t = civilTime(Math.floor(us / 1e6));
  const two = (n: number): string => String(n).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    Y: String(t.year),
    m: two(t.month),
    d: two(t.day),
    H: two(t.hour),
    M: two(t.minute),
    S: two(t.second),
    F: `${t.year}-${two(t.month)}-${two(t.day)}`,
    T: `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`,
    s: String(Math.floor(us / 1e6)),
  };
  return (pattern === '' ? '%T' : pattern).replace(/%(.)/g, (all, letter: string) => values[letter] ?? all);
}

function integer(arg: string, { wrong }: Work): number {
  if (/^["']/.test(arg)) return arg.codePointAt(1) ?? 0;
  const text = arg.trim();
  const octal = /^[-+]?0[0-7]+$/.test(text);
  if (octal) return Number.parseInt(text, 8);
  if (text !== '' && !/^[-+]?(\d+|0x[\da-f]+)$/i.test(text)) wrong.push(arg);
  return /^0x/i.test(text) ? Number(text) || 0 : Number.parseInt(text, 10) || 0;
}

function decimal(arg: string, { wrong }: Work): number {
  if (arg !== '' && Number.isNaN(Number(arg))) wrong.push(arg);
  return Number(arg) || Number.parseFloat(arg) || 0;
}

function convert(flags: string, width: number | null, precision: number | null, kind: string, work: Work): string {
  const given = work.rest.shift();
  const arg = given ?? '';
  let text = arg;
  let isNumber = true;
  if ('diu'.includes(kind)) text = signed(flags, padded(integer(arg, work), precision));
  else if ('xXo'.includes(kind)) {
    const value = integer(arg, work);
    const lead = flags.includes('#') && value !== 0 ? (kind === 'o' ? '0' : '0x') : '';
    text = lead + value.toString(kind === 'o' ? 8 : 16).padStart(precision ?? 0, '0');
  } else if ('fF'.includes(kind)) text = signed(flags, decimal(arg, work).toFixed(precision ?? 6));
  else if ('eE'.includes(kind)) text = signed(flags, exponent(decimal(arg, work), precision ?? 6));
  else if ('gG'.includes(kind)) text = signed(flags, general(decimal(arg, work), precision ?? 6));
  else {
    isNumber = false;
    if (kind === 'c') text = [...arg][0] ?? '';
    else if (kind === 'q' || kind === 'Q') text = quoted(arg);
    else if (kind === 'b') {
      const plain = unescaped(arg);
      work.ended = plain.ended;
      text = plain.text;
    }
    if (precision !== null && (kind === 's' || kind === 'b')) text = text.slice(0, precision);
  }
  if ('XEG'.includes(kind)) text = text.toUpperCase();
  if (flags.includes('-') || (width ?? 0) < 0) return text.padEnd(Math.abs(width ?? 0));
  if (!isNumber || !flags.includes('0')) return text.padStart(width ?? 0);
  const [, sign = '', digits = ''] = /^([-+ ]?(?:0x)?)(.*)$/s.exec(text) ?? [];
  return sign + digits.padStart((width ?? 0) - sign.length, '0');
}

const padded = (n: number, digits: number | null): string =>
  (n < 0 ? '-' : '') + String(Math.abs(n)).padStart(digits ?? 0, '0');

const signed = (flags: string, text: string): string =>
  text.startsWith('-') ? text : (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + text;

const exponent = (n: number, digits: number): string => n.toExponential(digits).replace(/e([-+])(\d)$/, 'e$10$2');

function general(n: number, precision: number): string {
  const digits = Math.max(1, precision);
  const power = n === 0 ? 0 : Number(n.toExponential(digits - 1).split('e')[1]);
  if (power < -4 || power >= digits) return exponent(n, digits - 1).replace(/\.?0+e/, 'e');
  return n
    .toFixed(digits - 1 - power)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** A word that the shell reads as this text (printf %q). */
function quoted(text: string): string {
  if (text === '') return "''";
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f]/.test(text))
    return `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;
  return text.replace(/[^\w@%+=:,./-]/gu, (c) => (c.charCodeAt(0) > 127 ? c : `\\${c}`));
}
