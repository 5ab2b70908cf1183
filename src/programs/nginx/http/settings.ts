/**
 * Settings in force at a level of a configuration that has been read, typed and with nginx's defaults. What a level inherits
 * is looked for once: a request asks a hundred times.
 */
import { inForce } from '../conf/context.ts';
import type { Config, Directive, GatewayPass, Level, ProxyPass } from '../conf/model.ts';
import { parseSize, parseTime } from '../conf/units.ts';

/** Directives of this name: the level's own, else those of the nearest level around it that has any. */
export function lists(level: Level, name: string): readonly Directive[] {
  let found = level.known.get(name);
  if (found === undefined) level.known.set(name, (found = inForce(level, name)));
  return found;
}

const NO_WORDS: readonly string[] = [];

/** All arguments of all directives of this name that are in force, in lower case. */
export function wordsOf(level: Level, name: string): readonly string[] {
  const found = lists(level, name);
  return found.length === 0 ? NO_WORDS : found.flatMap((d) => d.args.map((a) => a.toLowerCase()));
}

/** The arguments of the one directive in force, or undefined. */
export const argsOf = (level: Level, name: string): readonly string[] | undefined => lists(level, name)[0]?.args;

export const flag = (level: Level, name: string, fallback: boolean): boolean => {
  const value = argsOf(level, name)?.[0];
  return value === undefined ? fallback : value.toLowerCase() === 'on';
};
export const word = (level: Level, name: string, fallback: string): string => argsOf(level, name)?.[0] ?? fallback;
export const bytes = (level: Level, name: string, fallback: number): number => {
  const value = argsOf(level, name)?.[0];
  return value === undefined ? fallback : (parseSize(value, true) ?? fallback);
};
export const number = (level: Level, name: string, fallback: number): number => {
  const value = argsOf(level, name)?.[0];
  return value === undefined ? fallback : Number(value);
};
/** Microseconds. */
export const time = (level: Level, name: string, fallbackSeconds: number): number => {
  const value = argsOf(level, name)?.[0];
  const ms = value === undefined ? null : parseTime(value);
  return ms === null ? fallbackSeconds * 1_000_000 : ms * 1000;
};

/** The proxy_pass in force: an `if` inside a location inherits the location's. */
export function proxyPassOf(level: Level): ProxyPass | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    if (at.proxyPass !== null) return at.proxyPass;
    if (at.kind === 'location') return null;
  }
  return null;
}

/** The fastcgi_pass, uwsgi_pass or scgi_pass in force, likewise. */
export function gatewayPassOf(level: Level): GatewayPass | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    if (at.gatewayPass !== null) return at.gatewayPass;
    if (at.kind === 'location') return null;
  }
  return null;
}

/** MIME types in force: `types` blocks are read from the directive's own words at first use. */
export class MimeTypes {
  private readonly byLevel = new Map<Level, ReadonlyMap<string, string>>();
  private readonly tables: ReadonlyMap<Directive, ReadonlyMap<string, string>>;

  constructor(config: Config) {
    this.tables = config.types;
  }

  typeOf(level: Level, ext: string): string {
    let table = this.byLevel.get(level);
    if (table === undefined) {
      const merged = new Map<string, string>();
      const found = lists(level, 'types');
      for (const d of found) for (const [k, v] of this.tables.get(d) ?? []) merged.set(k, v);
      table = found.length > 0 ? merged : DEFAULT_TYPES;
      this.byLevel.set(level, table);
    }
    return table.get(ext) ?? word(level, 'default_type', 'text/plain');
  }
}

const DEFAULT_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html'],
  ['gif', 'image/gif'],
  ['jpg', 'image/jpeg'],
]);
