const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '"': '"',
  "'": "'",
};

/** printf(1): the format is used again while arguments are left. */
export function format(template: string, args: readonly string[]): string {
  const rest = [...args];
  let text = '';
  do {
    const before = rest.length;
    text += once(template, rest);
    if (rest.length === before) break;
  } while (rest.length > 0);
  return text;
}

function once(template: string, rest: string[]): string {
  return template.replace(
    /\\(x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|.)|%(%|[-0 ]*\d*(?:\.\d+)?[sdiuxXocfbq])/gs,
    (_all, escape: string | undefined, spec: string | undefined) => {
      if (escape !== undefined) return unescape(escape);
      if (spec === '%') return '%';
      return convert(spec as string, rest.shift() ?? '');
    },
  );
}

function unescape(escape: string): string {
  if (escape.startsWith('x')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
  return ESCAPES[escape] ?? `\\${escape}`;
}

function convert(spec: string, arg: string): string {
  const match = /^([-0 ]*)(\d*)(?:\.(\d+))?(.)$/.exec(spec);
  const [, flags = '', width = '', precision, kind = 's'] = match ?? [];
  let text = arg;
  if ('diu'.includes(kind)) text = String(Math.trunc(Number(arg) || 0));
  else if (kind === 'x' || kind === 'X') text = (Number(arg) || 0).toString(16);
  else if (kind === 'o') text = (Number(arg) || 0).toString(8);
  else if (kind === 'f') text = (Number(arg) || 0).toFixed(precision === undefined ? 6 : Number(precision));
  else if (kind === 'c') text = arg.slice(0, 1);
  else if (kind === 'q') text = quoted(arg);
  else if (kind === 'b') text = once(arg.replace(/%/g, '%%'), []);
  else if (precision !== undefined) text = arg.slice(0, Number(precision));
  if (kind === 'X') text = text.toUpperCase();
  const n = Number(width || 0);
  if (flags.includes('-')) return text.padEnd(n);
  return text.padStart(n, flags.includes('0') && kind !== 's' ? '0' : ' ');
}

/** A word that the shell reads as this text (printf %q). */
function quoted(text: string): string {
  if (text === '') return "''";
  return text.replace(/[^\w@%+=:,./-]/g, '\\$&');
}
