/** Distinguished names (X.501): reading, writing, and the two ways in which openssl shows them. */
import { fromLatin1, fromUtf8, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import { der, items, oid, oidOf, sequence, set, TAG, type Der } from './der.ts';

export interface Attribute {
  readonly oid: string;
  readonly value: string;
  readonly tag: number;
}
export type Name = readonly Attribute[];

/** Short name, long name, object identifier. */
const ATTRIBUTES: readonly (readonly [short: string, long: string, oid: string])[] = [
  ['CN', 'commonName', '2.5.4.3'],
  ['SN', 'surname', '2.5.4.4'],
  ['serialNumber', 'serialNumber', '2.5.4.5'],
  ['C', 'countryName', '2.5.4.6'],
  ['L', 'localityName', '2.5.4.7'],
  ['ST', 'stateOrProvinceName', '2.5.4.8'],
  ['street', 'streetAddress', '2.5.4.9'],
  ['O', 'organizationName', '2.5.4.10'],
  ['OU', 'organizationalUnitName', '2.5.4.11'],
  ['title', 'title', '2.5.4.12'],
  ['GN', 'givenName', '2.5.4.42'],
  ['DC', 'domainComponent', '0.9.2342.19200300.100.1.25'],
  ['emailAddress', 'emailAddress', '1.2.840.113549.1.9.1'],
  ['UID', 'userId', '0.9.2342.19200300.100.1.1'],
];

const COUNTRY = '2.5.4.6';
const COMMON_NAME = '2.5.4.3';

/** By short or long name, null when unknown. */
export function attribute(type: string, value: string): Attribute | null {
  const found = ATTRIBUTES.find(([short, long]) => short === type || long === type);
  if (!found) return null;
  const [short, , id] = found;
  const tag =
    short === 'emailAddress' || short === 'DC'
      ? TAG.ia5
      : id === COUNTRY || short === 'serialNumber'
        ? TAG.printable
        : TAG.utf8;
  return { oid: id, value, tag };
}

export const shortName = (id: string): string => ATTRIBUTES.find(([, , known]) => known === id)?.[0] ?? id;

export const commonName = (name: Name): string | null =>
  name.filter((a) => a.oid === COMMON_NAME).at(-1)?.value ?? null;

export const nameOf = (...pairs: readonly (readonly [type: string, value: string])[]): Name =>
  pairs.map(([type, value]) => attribute(type, value)).filter((a) => a !== null);

export const encodeName = (name: Name): Bytes =>
  sequence(
    ...name.map((a) => set(sequence(oid(a.oid), der(a.tag, a.tag === TAG.utf8 ? utf8(a.value) : latin1(a.value))))),
  );

export function parseName(element: Der | undefined): Name {
  return items(element).flatMap((rdn) =>
    items(rdn, TAG.set).map((pair) => {
      const [id, value] = items(pair);
      const tag = value?.tag ?? TAG.utf8;
      const content = value?.content ?? new Uint8Array(0);
      return { oid: oidOf(id), tag, value: tag === TAG.utf8 ? fromUtf8(content) : fromLatin1(content) };
    }),
  );
}

/** Names are the same when their attributes are, without regard to case or string type (RFC 5280 section 7.1). */
export const sameName = (a: Name, b: Name): boolean =>
  a.length === b.length && a.every((x, i) => x.oid === b[i]?.oid && folded(x.value) === folded(b[i]?.value ?? ''));

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** RFC 2253's escapes, as -nameopt oneline does them: a quoted value instead of backslashes. */
function quoted(value: string): string {
  return /[,+"<>;=#]|^ | $/.test(value) ? `"${value.replace(/(["\\])/g, '\\$1')}"` : value;
}

/** `C = TW, O = Diner, CN = example.com`, as OpenSSL 3.0 prints names. */
export const nameText = (name: Name): string => name.map((a) => `${shortName(a.oid)} = ${quoted(a.value)}`).join(', ');

/** `/C=TW/O=Diner/CN=example.com` (-nameopt compat). */
export const compatName = (name: Name): string => name.map((a) => `/${shortName(a.oid)}=${a.value}`).join('');

/** `CN=example.com,O=Diner,C=TW` (-nameopt RFC2253): what nginx's $ssl_client_s_dn and others use. */
export const rfc2253Name = (name: Name): string =>
  [...name]
    .reverse()
    .map((a) => `${shortName(a.oid)}=${a.value.replace(/([,+"\\<>;])/g, '\\$1')}`)
    .join(',');

export type SubjectResult =
  | { readonly ok: true; readonly name: Name; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** openssl's -subj: `/type=value/type=value`, backslash escapes. Unknown types are skipped and named. */
export function parseSubject(text: string): SubjectResult {
  if (!text.startsWith('/'))
    return {
      ok: false,
      message: `name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text.slice(0)}'`,
    };
  const name: Attribute[] = [];
  const unknown: string[] = [];
  for (const part of splitEscaped(text.slice(1))) {
    const at = part.indexOf('=');
    if (part === '') continue;
    if (at < 0) return { ok: false, message: `Missing '=' after RDN type string '${part}' in subject name string` };
    const [type, value] = [
      part.slice(0, at).replace(/\\(.)/g, '$1').trim(),
      part.slice(at + 1).replace(/\\(.)/gs, '$1'),
    ];
    const found = attribute(type, value);
    if (!found) unknown.push(type);
    else if (value !== '') name.push(found);
  }
  return { ok: true, name, unknown };
}

function splitEscaped(text: string): string[] {
  const parts: string[] = [''];
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\') {
      parts.push(`${parts.pop() ?? ''}\\${text.charAt(++i)}`);
    } else if (c === '/') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${c}`);
  }
  return parts;
}
