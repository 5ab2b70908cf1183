/** The state while a configuration is read: where we are, what has been defined, and how a mistake is reported. */
import { fullName, type ConfHost, type Paths } from './host.ts';
import type { Config, Level, LevelKind, ServerBlock, SharedZone, Upstream, VariableSource } from './model.ts';
import { compileRegex } from './regex.ts';
import type { Regex, Directive } from './model.ts';
import type { ContextLetter } from './table/table.ts';
import { compileTemplate, type Template } from './template.ts';

export type LogLevel = 'emerg' | 'alert' | 'crit' | 'error' | 'warn' | 'notice';

/** One line that nginx would write; `plain` ones go to stderr as `nginx: …` without a time stamp. */
export interface Message {
  readonly level: LogLevel | 'plain';
  readonly text: string;
  /** Where, for the editor: null when the message names no place. */
  readonly place: { readonly file: string; readonly line: number } | null;
}

/** Thrown inside the reading of a configuration alone, caught by `readConfig`: nginx stops at the first mistake. */
export class ConfFailure extends Error {
  readonly report: Message | null;
  constructor(report: Message | null) {
    super(report?.text ?? '');
    this.report = report;
  }
}

export interface Place {
  /** Null: the parameter of -g. */
  readonly file: string | null;
  line: number;
}

export class ConfContext {
  readonly messages: Message[] = [];
  /** Files that are open in one another. */
  depth = 0;
  readonly servers: ServerBlock[] = [];
  readonly upstreams: Upstream[] = [];
  readonly variables = new Map<string, VariableSource>();
  readonly zones = new Map<string, SharedZone>();
  readonly formats = new Map<string, { readonly escape: 'default' | 'json' | 'none'; readonly template: Template }>();
  readonly files: { readonly path: string; readonly text: string }[] = [];
  readonly types = new Map<Directive, ReadonlyMap<string, string>>();
  readonly logs: string[] = [];
  /** How each log file is buffered. */
  readonly logBuffers = new Map<string, string>();
  /** Pairs of charsets, in both orders, that a charset_map stands between. */
  readonly charsetMaps = new Set<string>();
  /** Where each directory of a cache was named. */
  readonly cachePaths = new Map<string, string>();
  readonly threadPools = new Set<string>(['default']);
  /** Thread pools that were asked for, and where. */
  readonly threadsWanted: { readonly name: string; readonly place: Place }[] = [];
  /** Texts that nginx compiles only when the http block has ended. */
  readonly late: { readonly level: Level; readonly source: string }[] = [];
  /** Names of variables in the order in which templates mention them. */
  readonly used: string[] = [];
  events: Level | null = null;
  http: Level | null = null;
  place: Place = { file: null, line: 0 };
  readonly host: ConfHost;
  readonly paths: Paths;

  constructor(host: ConfHost, paths: Paths) {
    this.host = host;
    this.paths = paths;
  }

  where(place: Place = this.place): string {
    return place.file === null ? ' in command line' : ` in ${place.file}:${place.line}`;
  }

  report(level: LogLevel, text: string, place: Place | null = this.place): Message {
    const at = place === null || place.file === null ? null : { file: place.file, line: place.line };
    return { level, text: text + (place === null ? '' : this.where(place)), place: at };
  }

  /** An [emerg] message with the place where reading stands: nginx stops here. */
  fail(text: string, place: Place = this.place): never {
    throw new ConfFailure(this.report('emerg', text, place));
  }

  /** The same without a place, for what nginx finds out later. */
  failPlain(text: string): never {
    throw new ConfFailure(this.report('emerg', text, null));
  }

  /** nginx stops here, too, and says nothing. */
  failSilently(): never {
    throw new ConfFailure(null);
  }

  warn(text: string, place: Place | null = this.place): void {
    this.messages.push(this.report('warn', text, place));
  }

  template(source: string): Template {
    const t = compileTemplate(source, (m) => this.fail(m));
    for (const p of t.parts) if (p.type === 'variable') this.used.push(p.name);
    return t;
  }

  regex(source: string, caseless: boolean): Regex {
    const result = compileRegex(source, caseless);
    if (!result.ok) return this.fail(result.message);
    for (const name of result.regex.names) if (!this.variables.has(name)) this.variables.set(name, { type: 'capture' });
    return result.regex;
  }

  confFile(name: string): string {
    return fullName(this.paths.confPrefix, name);
  }

  file(name: string): string {
    return fullName(this.paths.prefix, name);
  }

  /** A use or a definition of a shared memory zone. */
  zone(name: string, size: number, owner: string): void {
    const known = this.zones.get(name);
    if (known !== undefined && known.owner !== owner) {
      this.fail(`the shared memory zone "${name}" is already declared for a different use`);
    }
    if (known === undefined) this.zones.set(name, { name, size, owner, key: null, rate: 0, path: '' });
    else if (known.size === 0) this.zones.set(name, { ...known, size });
    else if (size !== 0 && size !== known.size) {
      this.fail(`the size ${size} of shared memory zone "${name}" conflicts with already declared size ${known.size}`);
    }
  }

  result(main: Level, afterwards: readonly Message[]): Config {
    const { events, http, servers, upstreams, variables, zones, formats, files, types, logs } = this;
    return { main, events, http, servers, upstreams, variables, zones, formats, files, types, logs, afterwards };
  }
}

const LETTERS: Record<LevelKind, ContextLetter> = {
  main: 'm',
  events: 'e',
  http: 'h',
  server: 's',
  location: 'l',
  'if-server': 'S',
  'if-location': 'L',
  limit_except: 'x',
  upstream: 'u',
};

export function newLevel(kind: LevelKind, parent: Level | null, place: Place): Level {
  return {
    kind,
    letter: LETTERS[kind],
    parent,
    file: place.file ?? '',
    line: place.line,
    directives: [],
    byName: new Map(),
    known: new Map(),
    location: parent?.location ?? null,
    server: parent?.server ?? null,
    proxyPass: null,
    gatewayPass: null,
    script: [],
    tryFiles: null,
    limits: [],
  };
}

/** Directives of this name that are in force at a level: its own, else those of the nearest level around it that has any. */
export function inForce(level: Level | null, name: string): readonly Directive[] {
  for (let at = level; at !== null; at = at.parent) {
    const found = at.byName.get(name);
    if (found !== undefined) return found;
  }
  return [];
}

/** The arguments of the one directive in force, or undefined. */
export const argsOf = (level: Level | null, name: string): readonly string[] | undefined =>
  inForce(level, name)[0]?.args;
