/**
 * Which server and which location answer (ngx_http_find_virtual_server, ngx_http_core_find_location), with an account
 * of every candidate in the order in which nginx considers it.
 */
import { TextMemo } from '../../../base/memo.ts';
import type { Config, Listen, LocationBlock, ServerBlock } from '../conf/model.ts';

/** One thing that was looked at and what came of it. */
export interface Considered {
  readonly what: string;
  readonly line: number;
  readonly outcome: 'chosen' | 'matched' | 'remembered' | 'no' | 'skipped';
  readonly why: string;
}

export interface ServerChoice {
  readonly server: ServerBlock;
  readonly considered: readonly Considered[];
  /** Captures of a regex server_name. */
  readonly match: RegExpExecArray | null;
}

/** The servers of the address that a connection came in on: an exact address beats a wildcard of the same port. */
export function serversOf(
  config: Config,
  local: { readonly ip: string; readonly port: number } | { readonly unix: string },
): { readonly servers: readonly ServerBlock[]; readonly fallback: ServerBlock; readonly listen: Listen } | null {
  const listens = config.servers.flatMap((s) => s.listens.map((l) => ({ s, l })));
  const exact = listens.filter(({ l }) =>
    'unix' in local
      ? l.address.family === 'unix' && l.address.host === local.unix
      : l.address.family !== 'unix' && !l.wildcard && l.address.port === local.port && l.address.host === local.ip,
  );
  const family = 'ip' in local && local.ip.includes(':') ? 'inet6' : 'inet';
  const wild =
    'unix' in local
      ? []
      : listens.filter(({ l }) => l.wildcard && l.address.port === local.port && l.address.family === family);
  const candidates = exact.length > 0 ? exact : wild;
  const first = candidates[0];
  if (first === undefined) return null;
  const preferred = candidates.find(({ l }) => l.isDefault) ?? first;
  return {
    servers: candidates.map(({ s }) => s),
    fallback: preferred.s,
    listen: candidates.find(({ l }) => l.ssl)?.l ?? preferred.l,
  };
}

/** Choices among these servers or locations that were made before, by what they were made for; not those with captures. */
const serverChoices = new WeakMap<readonly ServerBlock[], TextMemo<ServerChoice>>();
const locationChoices = new WeakMap<readonly LocationBlock[], TextMemo<LocationChoice>>();

function chosenBefore<K extends object, T extends { readonly match: RegExpExecArray | null }>(
  memos: WeakMap<K, TextMemo<T>>,
  among: K,
  text: string,
  choose: () => T,
): T {
  let memo = memos.get(among);
  if (memo === undefined) memos.set(among, (memo = new TextMemo<T>()));
  const known = memo.get(text);
  if (known !== undefined) return known;
  const choice = choose();
  return choice.match === null ? memo.set(text, choice) : choice;
}

/** Exact name, longest `*.name`, longest `name.*`, first regex, else the default server, which belongs to the `servers`. */
export const chooseServer = (servers: readonly ServerBlock[], fallback: ServerBlock, host: string): ServerChoice =>
  chosenBefore(serverChoices, servers, host, () => serverFor(servers, fallback, host));

function serverFor(servers: readonly ServerBlock[], fallback: ServerBlock, host: string): ServerChoice {
  const considered: Considered[] = [];
  const note = (s: ServerBlock, name: string, outcome: Considered['outcome'], why: string): void => {
    considered.push({ what: `server_name ${name}`, line: s.line, outcome, why });
  };
  const names = servers.flatMap((s) => s.names.map((n) => ({ s, n })));
  const pick = (
    found: { s: ServerBlock; n: { name: string } },
    why: string,
    match: RegExpExecArray | null = null,
  ): ServerChoice => {
    note(found.s, found.n.name, 'chosen', why);
    return { server: found.s, considered, match };
  };
  if (host !== '' || names.some(({ n }) => n.name === '')) {
    const exact =
      names.find(({ n }) => n.kind === 'exact' && n.name === host) ?? names.find(({ n }) => n.name === `.${host}`);
    if (exact !== undefined) return pick(exact, 'the exact name');
    const leading = longest(
      names.filter(
        ({ n }) =>
          n.kind === 'leading-wildcard' &&
          host.endsWith(n.name.replace(/^\*/, '')) &&
          host.length > n.name.replace(/^\*?/, '').length,
      ),
    );
    if (leading !== undefined) return pick(leading, 'the longest wildcard at the beginning');
    const trailing = longest(
      names.filter(({ n }) => n.kind === 'trailing-wildcard' && host.startsWith(n.name.slice(0, -1))),
    );
    if (trailing !== undefined) return pick(trailing, 'the longest wildcard at the end');
    for (const { s, n } of names) {
      if (n.regex === null) continue;
      const match = n.regex.regexp.exec(host);
      if (match !== null) return pick({ s, n }, 'the first regular expression that matches', match);
      note(s, n.name, 'no', 'does not match');
    }
  }
  for (const { s, n } of names)
    if (n.kind !== 'regex' && s !== fallback) note(s, n.name, 'no', `is not ${host === '' ? 'asked for' : host}`);
  note(fallback, fallback.names[0]?.name ?? '', 'chosen', 'the default server of this address');
  return { server: fallback, considered, match: null };
}

function longest<T extends { n: { name: string } }>(found: readonly T[]): T | undefined {
  return found.toSorted((a, b) => b.n.name.length - a.n.name.length)[0];
}

export interface LocationChoice {
  /** Null: no location matches, the server's own settings hold. */
  readonly location: LocationBlock | null;
  readonly considered: readonly Considered[];
  readonly match: RegExpExecArray | null;
  /** `/app` was asked for and only `/app/` exists, with a proxy_pass: redirect to it. */
  readonly addSlash: LocationBlock | null;
}

export function locationLabel(l: LocationBlock): string {
  const sign =
    l.match === 'exact'
      ? '= '
      : l.match === 'prefix-no-regex'
        ? '^~ '
        : l.match === 'regex'
          ? l.regex?.caseless === true
            ? '~* '
            : '~ '
          : '';
  return `location ${sign}${l.name}`;
}

export const chooseLocation = (locations: readonly LocationBlock[], uri: string): LocationChoice =>
  chosenBefore(locationChoices, locations, uri, () => locationFor(locations, uri));

function locationFor(locations: readonly LocationBlock[], uri: string): LocationChoice {
  const considered: Considered[] = [];
  const found = search(locations, uri, considered);
  const addSlash = found.exact ? null : slashRedirect(locations, uri, found.location);
  return { location: found.location, considered, match: found.match, addSlash };
}

interface Found {
  readonly location: LocationBlock | null;
  readonly match: RegExpExecArray | null;
  readonly exact: boolean;
  /** A regex or `^~` has decided: outer levels do not look further. */
  readonly final: boolean;
}

function search(locations: readonly LocationBlock[], uri: string, considered: Considered[]): Found {
  const note = (l: LocationBlock, outcome: Considered['outcome'], why: string): void => {
    considered.push({ what: locationLabel(l), line: l.level.line, outcome, why });
  };
  const none: Found = { location: null, match: null, exact: false, final: false };
  const exact = locations.find((l) => l.match === 'exact' && l.name === uri);
  for (const l of locations) if (l.match === 'exact' && l !== exact) note(l, 'no', 'is not this path exactly');
  if (exact !== undefined) {
    note(exact, 'chosen', 'an exact match ends the search');
    return { location: exact, match: null, exact: true, final: true };
  }
  const prefixes = locations
    .filter((l) => l.match === 'prefix' || l.match === 'prefix-no-regex')
    .toSorted((a, b) => b.name.length - a.name.length);
  const prefix = prefixes.find((l) => uri.startsWith(l.name));
  for (const l of prefixes) {
    if (l === prefix) continue;
    note(l, 'no', uri.startsWith(l.name) ? 'a longer prefix matches' : 'the path does not begin with it');
  }
  let best: Found = none;
  if (prefix !== undefined) {
    note(prefix, 'remembered', 'the longest prefix');
    const inner = search(prefix.locations, uri, considered);
    best = inner.location === null ? { location: prefix, match: null, exact: false, final: false } : inner;
    if (inner.final) return inner;
    const stop = best.location?.match === 'prefix-no-regex';
    if (stop && best.location !== null) {
      note(best.location, 'chosen', '^~ ends the search: regular expressions are not looked at');
      return { ...best, final: true };
    }
  }
  const byRegex = regexSearch(locations, uri, considered, note);
  if (byRegex !== null) return byRegex;
  if (best.location !== null) note(best.location, 'chosen', 'no regular expression matches');
  return best;
}

function regexSearch(
  locations: readonly LocationBlock[],
  uri: string,
  considered: Considered[],
  note: (l: LocationBlock, o: Considered['outcome'], why: string) => void,
): Found | null {
  for (const l of locations) {
    if (l.regex === null) continue;
    const match = l.regex.regexp.exec(uri);
    if (match === null) {
      note(l, 'no', 'does not match');
      continue;
    }
    note(l, 'chosen', 'the first regular expression that matches');
    const inner = search(l.locations, uri, considered);
    return inner.location === null ? { location: l, match, exact: false, final: true } : { ...inner, final: true };
  }
  return null;
}

/** `location /app/ { proxy_pass … }` and a request for `/app`. */
function slashRedirect(
  locations: readonly LocationBlock[],
  uri: string,
  found: LocationBlock | null,
): LocationBlock | null {
  const all = [...locations, ...(found?.locations ?? [])];
  return (
    all.find(
      (l) =>
        l.match !== 'regex' &&
        l.match !== 'named' &&
        l.match !== 'exact' &&
        l.name === `${uri}/` &&
        (l.level.proxyPass !== null || l.level.gatewayPass !== null),
    ) ?? null
  );
}
