/** How a directive's value is read. What is `any` is accepted as it is: its value is not modelled. */
export type Kind =
  | 'any'
  | 'string'
  | 'bool'
  /** A boolean whose misspelling stops the unit. */
  | 'fatal-bool'
  | 'sec'
  | 'timeout'
  /** A timeout whose message names the directive. */
  | 'named-timeout'
  | 'unsigned'
  | 'mode'
  | 'signal'
  | 'exec'
  | 'units'
  | 'user'
  | 'users'
  | 'workdir'
  | 'fatal-path'
  | 'path'
  | 'paths'
  | 'pid-file'
  | 'environment'
  | 'env-file'
  | 'env-names'
  | 'directories'
  | 'output'
  | 'statuses'
  | 'urls'
  | 'condition-path'
  | 'memory'
  | 'tasks'
  | 'quota'
  | 'weight'
  | 'nice'
  | 'oom'
  | 'limit'
  | 'limit-time'
  | 'listen'
  | 'socket-units'
  | 'service-unit'
  | 'slice'
  | 'action'
  | 'timer'
  | 'calendar'
  | 'install'
  | OneOf;

/** One of a few words; `what` is how systemd calls them. `bool`: yes and no are among them. `reset`: empty is the default. */
export interface OneOf {
  readonly what: string;
  readonly of: readonly string[];
  readonly bool?: boolean;
  readonly reset?: boolean;
}

export interface Directive {
  readonly section: string;
  readonly key: string;
  readonly kind: Kind;
  readonly default?: string;
  /** One sentence for hover and reference. */
  readonly doc?: { readonly en: string; readonly zh: string };
}

/** Directives with a sentence: `[key, kind, default, English, 中文]`. */
export type Told = readonly [key: string, kind: Kind, fallback: string, en: string, zh: string];

export const told = (section: string, list: readonly Told[]): Directive[] =>
  list.map(([key, kind, fallback, en, zh]) => ({ section, key, kind, default: fallback, doc: { en, zh } }));

/** Directives known by name and form alone. */
export const named = (section: string, kind: Kind, keys: string): Directive[] =>
  keys.split(' ').map((key) => ({ section, key, kind }));
