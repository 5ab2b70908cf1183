/** What gunicorn will take from its configuration file and its command line, as far as both can be read without running them. */
import { parseArgs } from '../programs/gunicorn/cli.ts';
import type { Value } from '../programs/gunicorn/value.ts';
import { pythonLines } from './python-lines.ts';

export interface Assignment {
  readonly name: string;
  readonly line: number;
  /** Columns of the value from 0, comment and trailing space left out. */
  readonly from: number;
  readonly to: number;
  readonly source: string;
  /** Undefined for what is no plain literal. */
  readonly value: Value | undefined;
}

/** A literal of Python: numbers, texts, True, False, None, and lists of them; undefined for all else. */
function literalOf(source: string): Value | undefined {
  const text = source.trim();
  if (text === 'None') return null;
  if (text === 'True' || text === 'False') return text === 'True';
  if (/^-?(?:0|[1-9][\d_]*)$/.test(text)) return Number(text.replaceAll('_', ''));
  if (/^0o[0-7_]+$/i.test(text)) return Number.parseInt(text.slice(2).replaceAll('_', ''), 8);
  if (/^0x[\da-f_]+$/i.test(text)) return Number.parseInt(text.slice(2).replaceAll('_', ''), 16);
  const quoted = /^(["'])((?:(?!\1)[^\\])*)\1$/.exec(text);
  if (quoted !== null) return quoted[2] ?? '';
  if (/^\[.*\]$/.test(text)) {
    const items = text
      .slice(1, -1)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(literalOf);
    return items.some((item) => item === undefined) ? undefined : items.filter((item) => item !== undefined);
  }
  return undefined;
}

/** Names that a configuration file sets at its top level, in order. */
export function assignments(text: string): readonly Assignment[] {
  return pythonLines(text).flatMap((line) => {
    const match = line.continued ? null : /^([A-Za-z_]\w*)(\s*=\s*)(?!=)/.exec(line.code);
    if (match === null) return [];
    const from = match[0].length;
    const comment = line.raw.length - line.raw.slice(from).length;
    const bare = withoutComment(line.raw.slice(comment), line.code.slice(comment));
    const source = bare.trimEnd();
    return [
      { name: match[1] ?? '', line: line.number, from, to: from + source.length, source, value: literalOf(source) },
    ];
  });
}

/** Comments were blanked in `code` to the end of the line, insides of strings only up to their quotes. */
function withoutComment(raw: string, code: string): string {
  const hash = [...raw.matchAll(/#/g)].find(
    ({ index }) => code.slice(index).trim() === '' && !/["']\s*$/.test(code.slice(index)),
  );
  return hash === undefined ? raw : raw.slice(0, hash.index);
}

export interface Settings {
  /** `module:name`, as the command line or `wsgi_app` says it. */
  readonly target: string | null;
  readonly workerClass: string;
}

/** @param argv the command, its program first */
export function settingsOf(argv: readonly string[], cwd: string, files: Readonly<Record<string, string>>): Settings {
  const parsed = parseArgs(argv.slice(1));
  const flags = parsed.kind === 'run' ? parsed.values : new Map<string, Value>();
  const asked = flags.get('config');
  const config = typeof asked === 'string' ? asked : 'gunicorn.conf.py';
  const path = config.startsWith('/') ? config : `${cwd.replace(/\/$/, '')}/${config.replace(/^\.\//, '')}`;
  const file = new Map(assignments(files[path] ?? '').map((one) => [one.name, one.value]));
  const get = (name: string): Value | undefined => flags.get(name) ?? file.get(name);
  const named = get('worker_class');
  const threads = get('threads');
  const given = typeof named === 'string' ? named : 'sync';
  const target = parsed.kind === 'run' ? parsed.args[0] : undefined;
  const app = get('wsgi_app');
  return {
    target: target ?? (typeof app === 'string' ? app : null),
    workerClass: given === 'sync' && typeof threads === 'number' && threads > 1 ? 'gthread' : given,
  };
}
