/** What a site of nginx says of its visitors: names, port, certificates. Its real reading is nginx's own (`nginx -t`). */
import type { Finding } from './model.ts';

export interface Site {
  readonly host: string;
  /** `http://name[:port]`. */
  readonly address: string;
}

const bare = (text: string): string => text.replace(/#.*$/gm, '');

export function siteOf(text: string): Site {
  const conf = bare(text);
  const names = [...conf.matchAll(/\bserver_name\s+([^;]+);/g)].flatMap((found) =>
    (found[1] ?? '').trim().split(/\s+/),
  );
  const host = names.find((name) => /^[a-z0-9][a-z0-9.-]*\.[a-z]+$/i.test(name)) ?? 'diner.example';
  const listens = [...conf.matchAll(/\blisten\s+([^;]+);/g)].map((found) => (found[1] ?? '').trim().split(/\s+/));
  const secure = listens.find((parts) => parts.includes('ssl'));
  const [where = '80'] = secure ?? listens[0] ?? [];
  const port = /(?:^|:)(\d+)$/.exec(where)?.[1] ?? '80';
  const scheme = secure === undefined ? 'http' : 'https';
  const usual = port === (secure === undefined ? '80' : '443');
  return { host, address: `${scheme}://${host}${usual ? '' : `:${port}`}` };
}

const CERTIFICATE = /^\s*ssl_(?:certificate|certificate_key)\s+(\/[^\s;]+)\s*;/;

/** Certificates and keys that a configuration names: they are never brought, keys least of all. */
export const certificates = (path: string, text: string): readonly Finding[] =>
  text.split('\n').flatMap((line, i): Finding[] => {
    const word = CERTIFICATE.exec(line)?.[1];
    return word === undefined ? [] : [{ kind: 'certificate', path, line: i + 1, word }];
  });

/** Pairs of certificate and key, in the order in which they stand. */
export function pairsIn(text: string): readonly { readonly certificate: string; readonly key: string }[] {
  const of = (name: string): string[] =>
    [...bare(text).matchAll(new RegExp(String.raw`\b${name}\s+(\/[^\s;]+)\s*;`, 'g'))].map((found) => found[1] ?? '');
  const keys = of('ssl_certificate_key');
  return of('ssl_certificate').flatMap((certificate, i) => {
    const key = keys[i];
    return key === undefined ? [] : [{ certificate, key }];
  });
}

/** The text as `nginx -t` should read it while there are no certificates: line by line the same, but without TLS. */
export const withoutTls = (text: string): string =>
  text
    .split('\n')
    .map((line) => (CERTIFICATE.test(line) ? '' : line.replace(/^(\s*listen\s[^;]*?)\s+ssl\b/, '$1')))
    .join('\n');
