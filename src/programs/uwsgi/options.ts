/** uWSGI's command line and ini files: getopt_long's rules, with names that only a loaded plugin brings. */
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { OPTIONS, type OptionSpec, type Owner } from './table.ts';

export class OptionError extends Error {}

export class Options {
  private readonly values = new Map<string, string[]>();
  readonly notes: string[] = [];

  set(spec: OptionSpec, value: string): void {
    const name = spec.names[0] ?? '';
    const list = this.values.get(name) ?? [];
    this.values.set(name, spec.kind === 'list' ? [...list, value] : [value]);
    if (spec.unmodelled) this.notes.push(name);
  }

  list(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  text(name: string): string | null {
    return this.values.get(name)?.at(-1) ?? null;
  }

  int(name: string, fallback: number): number {
    const n = Number.parseInt(this.text(name) ?? '', 10);
    return Number.isFinite(n) ? n : fallback;
  }

  /** `--master`, `--master=true`, `master = 1`. */
  flag(name: string): boolean {
    const value = this.text(name);
    return value !== null && !['false', '0', 'no', 'off'].includes(value.toLowerCase());
  }
}

/** One line of an ini file. */
interface Given {
  readonly name: string;
  readonly value: string;
}

/** Plugins have to be known before options can be: they are looked for first (uwsgi.c, uwsgi_setup). */
export function readOptions(sys: Sys, args: readonly string[], embedded: boolean): Options {
  const plugins = new Set<Owner>(embedded ? ['core', 'http', 'python'] : ['core']);
  for (const name of pluginsNamed(sys, args)) {
    if (/^python3?\d*$/.test(name)) plugins.add('python');
    else if (name === 'http') plugins.add('http');
    else
      throw new OptionError(
        `open("/usr/lib/uwsgi/plugins/${name}_plugin.so"): No such file or directory [core/utils.c line 3724]\n!!! UNABLE to load uWSGI plugin: /usr/lib/uwsgi/plugins/${name}_plugin.so: cannot open shared object file: No such file or directory !!!`,
      );
  }
  const options = new Options();
  const known = OPTIONS.filter((spec) => plugins.has(spec.owner));
  for (let i = 0; i < args.length; i++) {
    const used = takeArgument(sys, options, known, args, i);
    i += used;
  }
  return options;
}

function* pluginsNamed(sys: Sys, args: readonly string[]): Generator<string> {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const match = /^--(?:need-)?plugins?(?:=(.*))?$/.exec(arg);
    if (match) yield* (match[1] ?? args[i + 1] ?? '').split(',');
    const ini = iniOf(arg, args[i + 1] ?? null);
    if (ini === null) continue;
    for (const { name, value } of readIni(sys, ini)) if (/^(?:need-)?plugins?$/.test(name)) yield* value.split(',');
  }
}

/** `--ini FILE`, `--yaml=FILE`, or a bare name that ends in .ini. */
function iniOf(arg: string, next: string | null): string | null {
  const match = CONFIG_FLAG.exec(arg);
  if (match) return match[1] ?? next;
  return /^[^-].*\.(?:ini|ya?ml|json|js)$/.test(arg) ? arg : null;
}

const CONFIG_FLAG = /^--(?:ini|ya?ml|json)(?:=(.*))?$/;

/** How many of the words that follow it takes too. */
function takeArgument(
  sys: Sys,
  options: Options,
  known: readonly OptionSpec[],
  args: readonly string[],
  i: number,
): number {
  const arg = args[i] ?? '';
  const next = args[i + 1] ?? null;
  const ini = iniOf(arg, next);
  if (ini !== null) {
    for (const one of readIni(sys, ini)) applyIni(options, known, one);
    return /^--\w+$/.test(arg) ? 1 : 0;
  }
  if (arg.startsWith('--')) {
    const [name = '', ...rest] = arg.slice(2).split('=');
    const spec = longOption(known, name);
    const value = rest.length > 0 ? rest.join('=') : null;
    if (spec.kind === 'flag') {
      options.set(spec, value ?? 'true');
      return 0;
    }
    if (value === null && next === null)
      throw new OptionError(`uwsgi: option '--${spec.names[0] ?? ''}' requires an argument\ngetopt_long() error`);
    options.set(spec, value ?? next ?? '');
    return value === null ? 1 : 0;
  }
  if (/^-./.test(arg)) return shortOptions(options, known, arg, next);
  // A bare address is a socket, a bare name of a Python file the application's.
  const file = known.find((spec) => spec.names.includes('wsgi-file'));
  const socket = known.find((spec) => spec.names.includes('socket'));
  if (/\.(?:py|wsgi)$/.test(arg) && file) options.set(file, arg);
  else if (arg.includes(':') && socket) options.set(socket, arg);
  return 0;
}

function shortOptions(options: Options, known: readonly OptionSpec[], arg: string, next: string | null): number {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at] ?? '';
    const spec = known.find((one) => one.short === letter);
    if (!spec) throw new OptionError(`uwsgi: invalid option -- '${letter}'\ngetopt_long() error`);
    if (spec.kind === 'flag') {
      options.set(spec, 'true');
      continue;
    }
    const rest = arg.slice(at + 1);
    if (rest !== '') options.set(spec, rest);
    else if (next !== null) options.set(spec, next);
    else throw new OptionError(`uwsgi: option requires an argument -- '${letter}'\ngetopt_long() error`);
    return rest === '' ? 1 : 0;
  }
  return 0;
}

/** A name, or the beginning of one, if that is the beginning of no other (getopt_long(3)). */
function longOption(known: readonly OptionSpec[], name: string): OptionSpec {
  const exact = known.find((spec) => spec.names.includes(name));
  if (exact) return exact;
  const candidates = known.flatMap((spec) => spec.names.filter((n) => n.startsWith(name)).map((n) => ({ spec, n })));
  const [first] = candidates;
  if (first === undefined) throw new OptionError(`uwsgi: unrecognized option '--${name}'\ngetopt_long() error`);
  if (candidates.some(({ spec }) => spec !== first.spec)) {
    const names = candidates.map(({ n }) => `'--${n}'`).join(' ');
    throw new OptionError(`uwsgi: option '--${name}' is ambiguous; possibilities: ${names}\ngetopt_long() error`);
  }
  return first.spec;
}

function applyIni(options: Options, known: readonly OptionSpec[], { name, value }: Given): void {
  const spec = known.find((one) => one.names.includes(name));
  // What nobody knows is taken for a variable of the file, unless `strict` is set.
  if (spec) options.set(spec, value);
  else if (options.flag('strict')) throw new OptionError(`[strict-mode] unknown config directive: ${name}`);
}

/** The section `uwsgi:`, a name and a value on each line, or values below it (core/yaml.c). */
function fromYaml(text: string): Given[] {
  const found: Given[] = [];
  let inside = false;
  let name = '';
  for (const line of text.split('\n')) {
    if (/^\s*(?:#|$)|^---/.test(line)) continue;
    if (/^\S/.test(line)) inside = /^uwsgi\s*:\s*$/.test(line);
    const item = /^\s+-\s+(.*)$/.exec(line);
    const pair = /^\s+([\w-]+)\s*:\s*(.*)$/.exec(line);
    if (!inside) continue;
    if (item) found.push({ name, value: unquoted(item[1] ?? '') });
    else if (pair) {
      name = pair[1] ?? '';
      if (pair[2] !== '') found.push({ name, value: unquoted(pair[2] ?? '') });
    }
  }
  return found;
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/** The object `uwsgi`: a value for each name, or several in an array (plugins/json). */
function fromJson(text: string): Given[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new OptionError('error parsing JSON data');
  }
  const section = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>)['uwsgi'] : null;
  if (typeof section !== 'object' || section === null) return [];
  return Object.entries(section).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => ({ name, value: String(one) })),
  );
}

/** The section [uwsgi], with `%(name)`, `$(ENV)` and the magic words of a file's own place. */
function readIni(sys: Sys, path: string): Given[] {
  const [file = '', section = 'uwsgi'] = path.split(':');
  let text: string;
  try {
    text = sys.fs.readText(file);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new OptionError(`open("${file}"): No such file or directory [core/uwsgi.c line 4318]`);
  }
  const kind = /\.(ya?ml|json|js)$/.exec(file)?.[1];
  if (kind !== undefined) return kind.startsWith('y') ? fromYaml(text) : fromJson(text);
  const found: Given[] = [];
  const names = new Map<string, string>();
  const full = sys.path(file);
  const magic = new Map([
    ['d', full.slice(0, full.lastIndexOf('/') + 1)],
    ['p', full],
    ['n', (full.split('/').pop() ?? '').replace(/\.[^.]*$/, '')],
    ['v', sys.process.cwd],
  ]);
  let inside = false;
  for (const line of text.split('\n')) {
    const plain = line.trim();
    const head = /^\[([^\]]*)\]/.exec(plain);
    if (head) inside = head[1] === section;
    if (head || !inside || plain === '' || /^[#;]/.test(plain)) continue;
    const equals = plain.indexOf('=');
    const name = (equals < 0 ? plain : plain.slice(0, equals)).trim();
    const raw = equals < 0 ? 'true' : plain.slice(equals + 1).trim();
    const value = raw
      .replace(/%\(([^)]+)\)/g, (_, key: string) => names.get(key) ?? '')
      .replace(/\$\(([^)]+)\)/g, (_, key: string) => sys.getenv(key) ?? '')
      .replace(/%([dpnv])/g, (whole, key: string) => magic.get(key) ?? whole);
    names.set(name, value);
    found.push({ name, value });
  }
  return found;
}
