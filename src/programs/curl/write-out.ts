import { LIBRARIES } from './options.ts';

/** -w: variables of a finished transfer (curl(1)). Times are seconds with six decimals. */
export interface Facts {
  readonly [name: string]: string | number;
}

export interface About {
  readonly failed: boolean;
  /** A header of the last answer; empty when it is not there. */
  readonly header: (name: string) => string;
}

export interface Written {
  /** What goes where: 1 for standard output, 2 for standard error. */
  readonly parts: readonly { readonly to: 1 | 2; readonly text: string }[];
  readonly unknown: readonly string[];
}

export function writeOut(format: string, facts: Facts, about: About): Written {
  const unknown: string[] = [];
  const parts: { to: 1 | 2; text: string }[] = [{ to: 1, text: '' }];
  const put = (text: string): void => {
    const last = parts.at(-1);
    if (last) last.text += text;
  };
  const tokens = format.match(/%%|%header\{[^}]*\}|%\{[^}]*\}|%(?!\{|header\{)[^]|\\[^]|[^]/g) ?? [];
  for (const token of tokens) {
    const name = /^%(header)?\{([^]*)\}$/.exec(token);
    if (!name) {
      put(token === '%%' ? '%' : (ESCAPES[token] ?? token));
      continue;
    }
    const [, header, spelt = ''] = name;
    const variable = header === undefined ? spelt.toLowerCase() : spelt;
    // The rest is for failures alone.
    if (variable === 'onerror' && header === undefined && !about.failed) break;
    if (variable === 'onerror' && header === undefined) continue;
    if (header !== undefined) put(about.header(variable));
    else if (variable === 'stdout' || variable === 'stderr')
      parts.push({ to: variable === 'stdout' ? 1 : 2, text: '' });
    else if (variable === 'json') put(asJson(facts));
    else if (facts[variable] === undefined) unknown.push(spelt);
    else put(String(facts[variable]));
  }
  return { parts: parts.filter((part) => part.text !== ''), unknown };
}

/** %{json}: all of them by name; what is not known is null, codes are numbers. */
function asJson(facts: Facts): string {
  const codes = new Set(['http_code', 'response_code', 'http_connect']);
  const nullable = new Set([
    'content_type',
    'errormsg',
    'filename_effective',
    'ftp_entry_path',
    'redirect_url',
    'referer',
    'scheme',
  ]);
  const value = (name: string, fact: string | number): string => {
    if (codes.has(name)) return String(Number(fact));
    if (name.startsWith('time_')) return String(fact);
    return fact === '' && nullable.has(name) ? 'null' : JSON.stringify(fact);
  };
  const names = Object.keys(facts).filter((name) => name !== 'header_json');
  const pairs = names.sort().map((name) => `${JSON.stringify(name)}:${value(name, facts[name] ?? '')}`);
  return `{${pairs.join(',')},"curl_version":${JSON.stringify(LIBRARIES)}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' };

export const secondsText = (us: number): string => (us / 1_000_000).toFixed(6);
