/** HTTP Strict Transport Security (RFC 6797): names that are asked over https alone, once they have said so over it. */
import { isAddress, type WebUrl } from './url.ts';

export interface StrictTransport {
  /** Seconds; 0 forgets. */
  readonly maxAge: number;
  readonly subdomains: boolean;
}

/** Section 6.1. Null where the header is not well-formed or lacks max-age: then it says nothing. */
export function parseStrictTransport(value: string): StrictTransport | null {
  const seen = new Set<string>();
  let maxAge: number | null = null;
  for (const directive of value.split(';')) {
    const match = /^\s*([\w!#$%&'*+.^`|~-]*)\s*(?:=\s*(?:"([^"]*)"|([^\s"]*))\s*)?$/.exec(directive);
    if (match === null) return null;
    const name = (match[1] ?? '').toLowerCase();
    if (name === '') continue;
    if (seen.has(name)) return null;
    seen.add(name);
    const said = match[2] ?? match[3];
    if (name !== 'max-age') continue;
    if (said === undefined || !/^\d+$/.test(said)) return null;
    maxAge = Number(said);
  }
  return maxAge === null ? null : { maxAge, subdomains: seen.has('includesubdomains') };
}

/** The names that a browser knows to be strict. */
export class StrictHosts {
  private readonly known = new Map<string, { readonly until: number; readonly subdomains: boolean }>();

  /** Section 8.1: heard over a good TLS connection alone, and not from an address. `now` in seconds since the epoch. */
  note(url: WebUrl, value: string, now: number): void {
    const said = parseStrictTransport(value);
    if (said === null || url.scheme !== 'https' || isAddress(url.host)) return;
    if (said.maxAge === 0) this.known.delete(url.host);
    else this.known.set(url.host, { until: now + said.maxAge, subdomains: said.subdomains });
  }

  /** Section 8.3: where a request goes instead; null where it goes as it is. */
  upgrade(url: WebUrl, now: number): WebUrl | null {
    if (url.scheme === 'https' || !this.isStrict(url.host, now)) return null;
    return { ...url, scheme: 'https', port: url.port === 80 ? 443 : url.port };
  }

  private isStrict(host: string, now: number): boolean {
    const labels = host.split('.');
    return labels.some((_, i) => {
      const entry = this.known.get(labels.slice(i).join('.'));
      return entry !== undefined && entry.until > now && (i === 0 || entry.subdomains);
    });
  }
}
