/** Values as systemd 252 reads them: booleans, spans of time, modes, signals (systemd.syntax(7), systemd.time(7)). */
export function parseBoolean(text: string): boolean | null {
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : null;
}

const UNITS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      ['us usec µs', 1],
      ['ms msec', 1e3],
      ['s sec second seconds', 1e6],
      ['m min minute minutes', 6e7],
      ['h hr hour hours', 3.6e9],
      ['d day days', 8.64e10],
      ['w week weeks', 6.048e11],
      ['M month months', 2.6298e12],
      ['y year years', 3.15576e13],
    ] as const
  ).flatMap(([names, us]) => names.split(' ').map((name) => [name, us])),
);

/** A span of time in µs (`5`, `1.5`, `5min 20s`, `infinity`); null when it is none. */
export function parseSpan(text: string): number | null {
  const t = text.trim();
  if (t === 'infinity') return Infinity;
  if (t === '') return null;
  let total = 0;
  let rest = t;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)\s*([A-Za-zµ]*)\s*/.exec(rest);
    if (!match) return null;
    const unit = UNITS[match[2] === '' ? 's' : (match[2] ?? '')];
    if (unit === undefined) return null;
    total += Number(match[1]) * unit;
    rest = rest.slice(match[0].length);
  }
  return Math.round(total);
}

export const parseUnsigned = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);
export const parseInteger = (text: string): number | null => (/^[+-]?\d+$/.test(text) ? Number(text) : null);
export const parseMode = (text: string): number | null =>
  /^0*[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : null;

const SIGNAL_NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

/** The name without SIG, or null. */
export function parseSignal(text: string): string | null {
  if (/^\d+$/.test(text)) {
    const n = Number(text);
    return n >= 34 && n <= 64 ? `RTMIN+${n - 34}` : (SIGNAL_NAMES[n - 1] ?? null);
  }
  const name = text.replace(/^SIG/, '');
  return SIGNAL_NAMES.includes(name) || /^RTM(IN|AX)([+-]\d+)?$/.test(name) ? name : null;
}

/** Bytes with K, M, G, T, P, E, by 1024. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTPE]?)B?$/.exec(text);
  if (!match || (text.endsWith('B') && match[2] !== '')) return null;
  return Math.round(Number(match[1]) * 1024 ** ' KMGTPE'.indexOf(match[2] || ' '));
}

/** No `.` or `..` between slashes. */
export const isNormalized = (path: string): boolean => !/(^|\/)\.{1,2}(\/|$)/.test(path);

/** A user or group name or number as systemd 252 takes it: strictly, or with a shrug, or not at all. */
export function userName(text: string): 'good' | 'odd' | 'bad' {
  if (/^\d+$/.test(text)) return Number(text) === 65_535 || Number(text) >= 4_294_967_295 ? 'bad' : 'good';
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,30}$/.test(text)) return 'good';
  if (text === '' || text.length > 255 || text === '.' || text === '..' || /[:/\x00-\x1f\x7f]/.test(text)) return 'bad';
  return /^\s|\s$|^[+-]?\d+$/.test(text) ? 'bad' : 'odd';
}
