/**
 * Apache's configuration files (httpd 2.4, "Configuration Files", "Configuration Sections"; server/config.c): lines with
 * quoted words, continued by a backslash; sections; Include; ${NAME} from Define or the environment.
 */
import type { Sys } from '../../../machine/sys.ts';
import { SysError } from '../../../machine/errno.ts';
import { MODULES, moduleOfDirective } from './modules.ts';

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** The line without the name. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
  /** Of a section: what stands in it. */
  readonly children: readonly Directive[];
}

/** The whole message, as `apache2 -t` prints it. */
export class ConfigError extends Error {}

const MAX_DEPTH = 20;
const SECTIONS =
  /^(?:Directory|DirectoryMatch|Files|FilesMatch|Location|LocationMatch|VirtualHost|IfModule|IfDefine|IfVersion|If|Limit|LimitExcept|RequireAny|RequireAll|RequireNone|Proxy|Macro)$/i;

export class Reader {
  readonly modules = new Set<string>([
    'core',
    'so',
    'http_core',
    'unixd',
    'log_config',
    'logio',
    'version',
    'watchdog',
  ]);
  private readonly defines = new Map<string, string>();
  private root = '/etc/apache2';
  private depth = 0;

  constructor(
    private readonly sys: Sys,
    defines: readonly string[],
  ) {
    for (const name of defines) this.defines.set(name, '');
  }

  get serverRoot(): string {
    return this.root;
  }

  path(name: string): string {
    return name.startsWith('/') ? name : `${this.root}/${name}`;
  }

  file(path: string): Directive[] {
    let text: string;
    try {
      text = this.sys.fs.readText(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new ConfigError(`apache2: Could not open configuration file ${path}: ${says(error)}`);
    }
    const lines = joined(text);
    const state = { at: 0 };
    return this.block(path, lines, state, null);
  }

  private block(file: string, lines: readonly Line[], state: { at: number }, open: Line | null): Directive[] {
    const found: Directive[] = [];
    while (state.at < lines.length) {
      const line = lines[state.at++] as Line;
      const closing = /^<\/(\w+)>$/.exec(line.text);
      if (closing) {
        if (open !== null) return found;
        throw this.problem(file, line.number, `</${closing[1] ?? ''}> without matching <${closing[1] ?? ''}> section`);
      }
      const opening = /^<(\w+)\s*(.*?)\s*>$/.exec(line.text);
      if (opening) found.push(...this.section(file, lines, state, line, opening[1] ?? '', opening[2] ?? ''));
      else found.push(...this.plain(file, line));
    }
    if (open !== null) {
      const name = /^<(\w+)/.exec(open.text)?.[1] ?? '';
      throw this.problem(file, open.number, `<${name}> was not closed.`, 'apache2');
    }
    return found;
  }

  private section(
    file: string,
    lines: readonly Line[],
    state: { at: number },
    line: Line,
    name: string,
    rest: string,
  ): Directive[] {
    if (!SECTIONS.test(name)) throw this.unknown(file, line.number, `<${name}`);
    const wanted = this.condition(name, rest);
    if (wanted === false) {
      this.skip(lines, state, name);
      return [];
    }
    const children = this.block(file, lines, state, line);
    if (wanted === true) return children;
    const text = this.expand(rest);
    return [{ name, args: words(text), text, file, line: line.number, children }];
  }

  /** <IfModule> and <IfDefine> vanish: their lines stand where they stood. Null for other sections. */
  private condition(name: string, rest: string): boolean | null {
    const not = rest.startsWith('!');
    const what = rest.replace(/^!/, '').trim();
    switch (name.toLowerCase()) {
      case 'ifmodule': {
        const module = what.replace(/^mod_/, '').replace(/(?:_module|\.c)$/, '');
        return this.modules.has(module) !== not;
      }
      case 'ifdefine':
        return this.defines.has(what) !== not;
      case 'ifversion':
        return true;
      default:
        return null;
    }
  }

  private skip(lines: readonly Line[], state: { at: number }, name: string): void {
    for (let depth = 1; depth > 0 && state.at < lines.length; state.at++) {
      const { text } = lines[state.at] as Line;
      if (new RegExp(`^<${name}\\b`, 'i').test(text)) depth++;
      else if (new RegExp(`^</${name}>`, 'i').test(text)) depth--;
    }
  }

  private plain(file: string, line: Line): Directive[] {
    const match = /^(\S+)\s*(.*)$/.exec(line.text);
    const name = match?.[1] ?? '';
    const text = this.expand(match?.[2] ?? '');
    const args = words(text);
    const first = args[0] ?? '';
    const directive: Directive = { name, args, text, file, line: line.number, children: [] };
    switch (name.toLowerCase()) {
      case 'include':
      case 'includeoptional':
        return this.include(file, line.number, first, name.toLowerCase() === 'include');
      case 'define':
        this.defines.set(first, args[1] ?? '');
        return [];
      case 'serverroot':
        this.root = first.replace(/\/$/, '');
        return [directive];
      case 'loadmodule':
        this.load(file, line.number, first, args[1] ?? '');
        return [directive];
      default: {
        const module = moduleOfDirective(name);
        if (module === null || !this.modules.has(module)) throw this.unknown(file, line.number, name);
        return [directive];
      }
    }
  }

  private load(file: string, line: number, name: string, path: string): void {
    const module = name.replace(/_module$/, '');
    const so = this.path(path);
    const base = so.split('/').pop() ?? '';
    if (!MODULES.has(module) || base !== `mod_${module}.so` || !so.startsWith('/usr/lib/apache2/modules/')) {
      throw new ConfigError(
        `apache2: Syntax error on line ${line} of ${file}: Cannot load ${path} into server: ${so}: cannot open shared object file: No such file or directory`,
      );
    }
    this.modules.add(module);
  }

  private include(file: string, line: number, pattern: string, must: boolean): Directive[] {
    const paths = this.glob(this.path(pattern));
    if (paths.length === 0 && must && !/[*?[]/.test(pattern))
      throw new ConfigError(
        `apache2: Syntax error on line ${line} of ${file}: Could not open configuration file ${this.path(pattern)}: No such file or directory`,
      );
    if (this.depth >= MAX_DEPTH)
      throw new ConfigError(
        `apache2: Syntax error on line ${line} of ${file}: Exceeded maximum include depth of ${MAX_DEPTH}`,
      );
    this.depth++;
    const found = paths.flatMap((path) => this.file(path));
    this.depth--;
    return found;
  }

  private glob(pattern: string): string[] {
    const slash = pattern.lastIndexOf('/');
    const [dir, name] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
    const { fs } = this.sys;
    if (!/[*?]/.test(name)) {
      if (!fs.exists(pattern)) return [];
      return fs.stat(pattern).kind === 'dir' ? this.glob(`${pattern}/*`) : [pattern];
    }
    const matcher = new RegExp(
      `^${name
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`,
    );
    if (!fs.exists(dir) || fs.stat(dir).kind !== 'dir') return [];
    return fs
      .readdir(dir)
      .filter((entry) => matcher.test(entry) && !entry.startsWith('.'))
      .sort()
      .map((entry) => `${dir}/${entry}`)
      .filter((path) => fs.exists(path));
  }

  private expand(text: string): string {
    return text.replace(
      /\$\{(\w+)\}/g,
      (whole, name: string) => this.defines.get(name) ?? this.sys.getenv(name) ?? whole,
    );
  }

  private unknown(file: string, line: number, name: string): ConfigError {
    return this.problem(
      file,
      line,
      `Invalid command '${name}', perhaps misspelled or defined by a module not included in the server configuration`,
    );
  }

  problem(file: string, line: number, text: string, who = 'AH00526'): ConfigError {
    return new ConfigError(`${who}: Syntax error on line ${line} of ${file}:\n${text}`);
  }
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** Lines without comments and blanks; a backslash at the end joins the next one. */
function joined(text: string): Line[] {
  const found: Line[] = [];
  let open: { text: string; number: number } | null = null;
  for (const [i, raw] of text.split('\n').entries()) {
    const line: { text: string; number: number } = open ?? { text: '', number: i + 1 };
    line.text += raw.replace(/\r$/, '');
    line.number = i + 1;
    if (line.text.endsWith('\\')) {
      line.text = line.text.slice(0, -1);
      open = line;
      continue;
    }
    open = null;
    const plain = line.text.trim();
    if (plain !== '' && !plain.startsWith('#')) found.push({ text: plain, number: line.number });
  }
  return found;
}

/** Words, in quotes where they hold spaces; a backslash keeps a quote. */
export function words(text: string): string[] {
  const found: string[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g;
  for (const match of text.matchAll(pattern))
    found.push(match[3] ?? (match[1] ?? match[2] ?? '').replace(/\\(["'\\])/g, '$1'));
  return found;
}

const says = (error: SysError): string =>
  error.errno === 'ENOENT' ? 'No such file or directory' : error.errno === 'EACCES' ? 'Permission denied' : error.errno;
