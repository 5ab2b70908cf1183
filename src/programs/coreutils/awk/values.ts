/** Values of awk: numbers, strings, and strings from input that look like numbers ("strnum"). */
export interface Seeming {
  readonly text: string;
  readonly number: number;
}
export type Value = number | string | Seeming;

/** What was never set: "" and 0 at once. */
export const UNSET: Seeming = { text: '', number: 0 };

const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

/** A field, a record, an element of split: a number if it looks like one. */
export const fromInput = (text: string): Value => (NUMERIC.test(text) ? { text, number: Number(text) } : text);

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return value.number;
  return Number(/^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(value)?.[1] ?? 0);
}

export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.text;
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value);
  return formatted(format, [value], (v) => toText(v, '%.6g'));
}

export const isTrue = (value: Value): boolean =>
  typeof value === 'number'
    ? value !== 0
    : typeof value === 'string'
      ? value !== ''
      : value !== UNSET && value.number !== 0;

/** As numbers where both are, or seem, numbers; else as strings. */
export function compare(a: Value, b: Value, text: (value: Value) => string): number {
  if (typeof a !== 'string' && typeof b !== 'string') return toNumber(a) - toNumber(b);
  const [left, right] = [text(a), text(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** printf of awk (POSIX, "Output Statements"): values are used up from the left. */
export function formatted(format: string, args: readonly Value[], text: (value: Value) => string): string {
  const rest = [...args];
  const next = (): Value => rest.shift() ?? UNSET;
  return format.replace(
    /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])/g,
    (all: string, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const wide = width === '*' ? toNumber(next()) : Number(width ?? 0);
      const dot = all.includes('.');
      const exact = !dot ? null : precision === '*' ? toNumber(next()) : Number(precision ?? 0);
      const body = convert(kind, next(), exact, flags, text);
      if (body === null) return all;
      if (flags.includes('-')) return body.padEnd(wide);
      if (!flags.includes('0') || 'sc'.includes(kind)) return body.padStart(wide);
      const sign = /^[-+ ]/.exec(body)?.[0] ?? '';
      return sign + body.slice(sign.length).padStart(wide - sign.length, '0');
    },
  );
}

function convert(
  kind: string,
  value: Value,
  exact: number | null,
  flags: string,
  text: (value: Value) => string,
): string | null {
  const signed = (body: string, n: number): string =>
    n < 0 ? body : flags.includes('+') ? `+${body}` : flags.includes(' ') ? ` ${body}` : body;
  const n = toNumber(value);
  switch (kind) {
    case 'd':
    case 'i':
    case 'u': {
      if (!Number.isFinite(n)) return special(n);
      const digits = String(Math.abs(Math.trunc(n))).padStart(exact ?? 0, '0');
      return signed((Math.trunc(n) < 0 ? '-' : '') + digits, n);
    }
    case 's':
      return exact === null ? text(value) : text(value).slice(0, exact);
    case 'c':
      return typeof value === 'string'
        ? value.slice(0, 1)
        : String.fromCodePoint(Math.max(0, Math.trunc(n)) % 0x110000);
    case 'x':
      return Math.trunc(n).toString(16);
    case 'X':
      return Math.trunc(n).toString(16).toUpperCase();
    case 'o':
      return Math.trunc(n).toString(8);
    case 'f':
    case 'F':
      return Number.isFinite(n) ? signed(n.toFixed(Math.min(100, exact ?? 6)), n) : special(n);
    case 'e':
    case 'E':
      return Number.isFinite(n) ? signed(exponent(n, exact ?? 6), n) : special(n);
    case 'g':
    case 'G':
      return Number.isFinite(n) ? signed(general(n, exact ?? 6), n) : special(n);
    default:
      return null;
  }
}

const special = (n: number): string => (Number.isNaN(n) ? '-nan' : n > 0 ? 'inf' : '-inf');

const exponent = (n: number, digits: number): string =>
  n.toExponential(Math.min(100, digits)).replace(/e([-+])(\d)$/, 'e$10$2');

function general(n: number, given: number): string {
  const digits = Math.max(1, given);
  if (n === 0) return '0';
  const power = Math.floor(Math.log10(Math.abs(Number(n.toExponential(digits - 1)))));
  if (power < -4 || power >= digits) return exponent(n, digits - 1).replace(/\.?0+e/, 'e');
  const text = n.toFixed(Math.max(0, digits - 1 - power));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
