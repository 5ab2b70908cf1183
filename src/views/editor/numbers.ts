/** Numbers in a file that are worth turning: where they stand, how far they go, and in which steps. */
import { languageOf, type Language } from './highlight.ts';

export interface TurnableNumber {
  /** What it sets: `workers`, `time.sleep`, `proxy_read_timeout`. */
  readonly name: string;
  readonly line: number;
  /** Columns from 1; the end is just behind the last digit. */
  readonly column: number;
  readonly endColumn: number;
  readonly value: number;
  /** As it is written. */
  readonly text: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const RANGES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  workers: [1, 32],
  threads: [1, 64],
  timeout: [0, 300],
  graceful_timeout: [0, 300],
  keepalive: [0, 120],
  backlog: [1, 4096],
  max_requests: [0, 1000],
  worker_connections: [1, 4096],
  'time.sleep': [0, 20],
  'asyncio.sleep': [0, 20],
  sleep: [0, 20],
};

/** What `name` is followed by, up to its number: the groups are name and number. */
const PYTHON: readonly RegExp[] = [
  /^([A-Z][A-Z\d_]*|\w*(?:seconds|delay|wait|timeout|limit|size|rounds|steps))\s*=\s*(\d+(?:\.\d+)?)(?=\s*(?:#|$))/g,
  /\b((?:time|asyncio)\.sleep|sleep)\(\s*(\d+(?:\.\d+)?)(?=\s*[),])/g,
  /\b(timeout|range)\s*[=(]\s*(\d+(?:\.\d+)?)(?=\s*[),])/g,
];
/** In a configuration file every name is a setting. */
const GUNICORN: readonly RegExp[] = [/^([a-z]\w*)\s*=\s*(\d+(?:\.\d+)?)(?=\s*(?:#|$))/g];
const NGINX: readonly RegExp[] = [
  /(?:^|[;{])\s*([a-z_]*(?:timeout|connections|processes|time|requests|fails|size|rate|after|delay))\s+(\d+)(?=\w*\s*[;\s])/g,
  /\b(rate|burst|weight|max_fails|fail_timeout|delay|max_conns)=(\d+)(?=\w*(?:\/\w)?[\s;])/g,
  /(?:^|[;{])\s*(keepalive|expires)\s+(\d+)(?=\w*\s*;)/g,
];
const UNIT: readonly RegExp[] = [
  /^(\w*(?:Sec|Burst|NOFILE|Backlog))\s*=\s*(\d+)(?=\s*\w*$)/g,
  /\s(-w|--workers|--threads|--timeout|--backlog|--graceful-timeout)[\s=](\d+)(?=\s|$)/g,
];

const PATTERNS: Readonly<Record<Language, readonly RegExp[]>> = { python: PYTHON, nginx: NGINX, ini: UNIT, text: [] };

const FLAGS: Readonly<Record<string, string>> = { '-w': 'workers' };

function rangeOf(name: string, digits: string): Pick<TurnableNumber, 'min' | 'max' | 'step'> {
  const value = Number(digits);
  const known = RANGES[name];
  const decimals = digits.includes('.') ? (digits.split('.')[1] ?? '').length : 0;
  const step = decimals > 0 ? 10 ** -decimals : value >= 1000 ? 100 : value >= 200 ? 10 : 1;
  if (known !== undefined)
    return { min: known[0], max: Math.max(known[1], value), step: known[1] > 1000 ? step : Math.min(step, 1) };
  return { min: 0, max: Math.max(100, value * 10), step };
}

/** In the order of the file. */
export function numbersIn(path: string, text: string): readonly TurnableNumber[] {
  const language = languageOf(path);
  const patterns = path.endsWith('gunicorn.conf.py') ? GUNICORN : PATTERNS[language];
  return text.split('\n').flatMap((row, i) => {
    const comment = language === 'ini' ? row.search(/^\s*[#;]/) : row.search(/(?:^|\s)#/);
    const line = comment < 0 ? row : row.slice(0, comment).padEnd(row.length);
    return patterns
      .flatMap((pattern) =>
        [...line.matchAll(pattern)].map((match): TurnableNumber => {
          const [whole, found = '', digits = ''] = match;
          const from = match.index + whole.length - digits.length;
          const name = FLAGS[found] ?? found.replace(/^--/, '').replaceAll('-', '_');
          return {
            name,
            line: i + 1,
            column: from + 1,
            endColumn: from + digits.length + 1,
            value: Number(digits),
            text: digits,
            ...rangeOf(name, digits),
          };
        }),
      )
      .filter((one, at, all) => all.findIndex((other) => other.column === one.column) === at)
      .sort((a, b) => a.column - b.column);
  });
}

/** The nearest value that this number may take, on its steps, as it is written. */
export function held(number: TurnableNumber, value: number): string {
  const decimals = Math.max(0, Math.round(-Math.log10(number.step)));
  const inside = Math.min(number.max, Math.max(number.min, value));
  return (Math.round(inside / number.step) * number.step).toFixed(decimals);
}

/** The text with this number at `value`, everything else untouched. */
export function turned(text: string, number: TurnableNumber, value: number): string {
  return text
    .split('\n')
    .map((row, i) =>
      i + 1 === number.line
        ? row.slice(0, number.column - 1) + held(number, value) + row.slice(number.endColumn - 1)
        : row,
    )
    .join('\n');
}
