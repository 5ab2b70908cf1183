/** A configuration while it is read and after: levels (blocks), their directives, and what handlers found out about them. */
import type { Message } from './context.ts';
import type { Word } from './reader.ts';
import type { ContextLetter, DirectiveSpec } from './table/table.ts';
import type { Template } from './template.ts';

export type LevelKind =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'if-server'
  | 'if-location'
  | 'limit_except'
  | 'upstream';

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly words: readonly Word[];
  readonly file: string;
  /** The line that nginx names in messages: where the directive ends. */
  readonly line: number;
  readonly spec: DirectiveSpec;
}

/** One block. Settings are looked up from the innermost level outwards: nginx inherits a setting only when a level has none. */
export interface Level {
  readonly kind: LevelKind;
  readonly letter: ContextLetter;
  readonly parent: Level | null;
  readonly file: string;
  readonly line: number;
  readonly directives: Directive[];
  /** Directives by name, for look-up; `root` and `alias` share a slot. */
  readonly byName: Map<string, Directive[]>;
  /** Once all is read: what was found for a name, here or further out (http/settings.ts). */
  readonly known: Map<string, readonly Directive[]>;
  location: LocationBlock | null;
  server: ServerBlock | null;
  proxyPass: ProxyPass | null;
  gatewayPass: GatewayPass | null;
  /** Directives of the rewrite module, in order. */
  readonly script: ScriptOp[];
  tryFiles: TryFiles | null;
  /** limit_except blocks: for methods that are not among these, their level holds. */
  readonly limits: { readonly methods: readonly string[]; readonly level: Level }[];
}

export interface Regex {
  readonly source: string;
  readonly caseless: boolean;
  readonly regexp: RegExp;
  readonly names: readonly string[];
  readonly groups: number;
}

export type LocationMatch = 'exact' | 'prefix' | 'prefix-no-regex' | 'regex' | 'named';

export interface LocationBlock {
  readonly match: LocationMatch;
  /** As written: a path, a regular expression or `@name`. */
  readonly name: string;
  readonly regex: Regex | null;
  readonly level: Level;
  readonly locations: LocationBlock[];
}

export interface Address {
  readonly family: 'inet' | 'inet6' | 'unix';
  /** `0.0.0.0`, `::`, an address, or a path. */
  readonly host: string;
  readonly port: number;
}

export interface Listen {
  readonly address: Address;
  /** As in messages and logs: `0.0.0.0:80`, `[::]:80`, `unix:/run/x.sock`. */
  readonly text: string;
  readonly isDefault: boolean;
  readonly ssl: boolean;
  readonly http2: boolean;
  readonly proxyProtocol: boolean;
  readonly backlog: number;
  readonly ipv6only: boolean;
  readonly reuseport: boolean;
  readonly wildcard: boolean;
  /** Were options such as backlog given, which may be given once per address only? */
  readonly bind: boolean;
  readonly file: string;
  readonly line: number;
}

export interface ServerName {
  readonly name: string;
  readonly kind: 'exact' | 'leading-wildcard' | 'trailing-wildcard' | 'regex';
  readonly regex: Regex | null;
}

export interface ServerBlock {
  readonly level: Level;
  readonly listens: Listen[];
  readonly names: ServerName[];
  readonly locations: LocationBlock[];
  readonly named: Map<string, LocationBlock>;
  readonly file: string;
  readonly line: number;
}

export interface UpstreamServer {
  /** As written. */
  readonly name: string;
  readonly addresses: readonly Address[];
  readonly weight: number;
  readonly maxConns: number;
  readonly maxFails: number;
  /** Seconds. */
  readonly failTimeout: number;
  readonly backup: boolean;
  readonly down: boolean;
}

export type Balancing =
  | { readonly type: 'round-robin' }
  | { readonly type: 'least-conn' }
  | { readonly type: 'ip-hash' }
  | { readonly type: 'random' }
  | { readonly type: 'hash'; readonly key: Template; readonly consistent: boolean };

export interface Upstream {
  /** The name of an `upstream` block, or host and port of a proxy_pass without one. */
  readonly host: string;
  readonly port: number;
  readonly explicit: boolean;
  readonly noPort: boolean;
  readonly file: string;
  readonly line: number;
  servers: UpstreamServer[];
  balancing: Balancing;
  /** Idle connections kept per worker; 0 for none. */
  keepalive: number;
  /** Set by `zone`. */
  shared: boolean;
  level: Level | null;
}

export interface ProxyPass {
  readonly scheme: 'http' | 'https';
  /** As written, when it has no variables. */
  readonly url: string;
  /** host:port or unix:path:, as `$proxy_host` and the Host header show it. */
  readonly hostHeader: string;
  /** Null when the URL has no URI part: the request's URI is passed on as it came. */
  readonly uri: string | null;
  readonly upstream: Upstream | null;
  /** With variables the whole URL is computed at run time. */
  readonly template: Template | null;
  /** The location's text that `uri` replaces. */
  readonly locationLength: number;
}

/** Modules that pass a request on, by the beginning of their directives' names. */
export type Backend = 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi';

/** fastcgi_pass, uwsgi_pass or scgi_pass. */
export interface GatewayPass {
  readonly backend: Exclude<Backend, 'proxy'>;
  /** Null with variables: `template` is computed at run time. */
  readonly upstream: Upstream | null;
  readonly template: Template | null;
}

export type ScriptOp =
  | { readonly op: 'set'; readonly name: string; readonly value: Template }
  | {
      readonly op: 'return';
      readonly status: number;
      readonly text: Template | null;
      readonly line: number;
      readonly file: string;
    }
  | {
      readonly op: 'rewrite';
      readonly regex: Regex;
      readonly replacement: Template;
      readonly redirect: 301 | 302 | null;
      readonly flag: 'last' | 'break' | null;
      /** The replacement ends with `?`: the request's arguments are not added. */
      readonly dropArgs: boolean;
      readonly absolute: boolean;
    }
  | { readonly op: 'break' }
  | { readonly op: 'if'; readonly condition: Condition; readonly level: Level };

export type Condition =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'equal' | 'not-equal'; readonly name: string; readonly value: Template }
  | { readonly type: 'match'; readonly name: string; readonly regex: Regex; readonly negative: boolean }
  | {
      readonly type: 'file';
      readonly test: 'f' | 'd' | 'e' | 'x';
      readonly negative: boolean;
      readonly path: Template;
    };

export interface TryFiles {
  readonly files: readonly { readonly template: Template; readonly directory: boolean }[];
  readonly fallback:
    | { readonly type: 'status'; readonly status: number }
    | { readonly type: 'named'; readonly name: string }
    | { readonly type: 'uri'; readonly template: Template };
}

export interface MapEntry {
  readonly key: string;
  readonly regex: Regex | null;
  readonly wildcard: 'none' | 'leading' | 'trailing';
  readonly value: Template;
}

export type VariableSource =
  | { readonly type: 'set' }
  | { readonly type: 'capture' }
  | { readonly type: 'auth-request'; readonly value: Template }
  | {
      readonly type: 'map';
      readonly key: Template;
      readonly hostnames: boolean;
      readonly entries: readonly MapEntry[];
      readonly fallback: Template | null;
    }
  | {
      readonly type: 'geo';
      readonly key: Template;
      readonly ranges: readonly { readonly cidr: string; readonly value: string }[];
      readonly fallback: string;
    }
  | {
      readonly type: 'split';
      readonly key: Template;
      readonly parts: readonly { readonly upTo: number; readonly value: string }[];
    };

export interface SharedZone {
  readonly name: string;
  /** Bytes; 0 while only a use of it has been seen. */
  readonly size: number;
  readonly owner: string;
  readonly key: Template | null;
  /** Requests per second, thousandths; limit_req_zone only. */
  readonly rate: number;
  readonly path: string;
}

export interface Config {
  readonly main: Level;
  readonly events: Level | null;
  readonly http: Level | null;
  readonly servers: readonly ServerBlock[];
  readonly upstreams: readonly Upstream[];
  readonly variables: ReadonlyMap<string, VariableSource>;
  readonly zones: ReadonlyMap<string, SharedZone>;
  readonly formats: ReadonlyMap<string, { readonly escape: 'default' | 'json' | 'none'; readonly template: Template }>;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Extension to type, of each `types` block. */
  readonly types: ReadonlyMap<Directive, ReadonlyMap<string, string>>;
  /** Paths of the files that the master opens at start: logs. */
  readonly logs: readonly string[];
  /** What is said after the syntax has been found right; nothing starts when it is an error. */
  readonly afterwards: readonly Message[];
}
