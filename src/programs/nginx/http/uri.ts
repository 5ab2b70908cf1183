/** Request targets as nginx reads them (ngx_http_parse_complex_uri): decoded, slashes merged, dot segments resolved. */
export interface ParsedUri {
  /** Decoded and normalised path, latin-1: one character per byte. */
  readonly uri: string;
  readonly args: string;
  /** Host of an absolute-form target, or null. */
  readonly host: string | null;
  /** The target as it is passed on: without scheme and host. */
  readonly unparsed: string;
  /** Were there percent escapes? They are made anew when the URI is changed. */
  readonly quoted: boolean;
}

/** Null: 400 Bad Request. */
export function parseUri(target: string, mergeSlashes: boolean): ParsedUri | null {
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/? ]*)(.*)$/s.exec(target);
  const rest = absolute === null ? target : (absolute[2] ?? '');
  const unparsed = rest.startsWith('/') ? rest : `/${rest}`;
  const hash = unparsed.indexOf('#');
  const visible = hash < 0 ? unparsed : unparsed.slice(0, hash);
  const question = visible.indexOf('?');
  const raw = question < 0 ? visible : visible.slice(0, question);
  const decoded = percentDecode(raw);
  if (decoded === null) return null;
  const uri = resolveDots(decoded, mergeSlashes);
  if (uri === null) return null;
  const host = absolute === null ? null : (absolute[1] ?? '').toLowerCase();
  return { uri, args: question < 0 ? '' : visible.slice(question + 1), host, unparsed, quoted: raw.includes('%') };
}

/** A path that another program names (ngx_http_parse_unsafe_uri): decoded; null when it would lead elsewhere. */
export function unsafeUri(text: string): { readonly uri: string; readonly args: string } | null {
  const question = text.indexOf('?');
  const path = percentDecode(question < 0 ? text : text.slice(0, question));
  if (path === null || path === '' || path.includes('\0') || /(?:^|\/)\.\.(?:\/|$)/.test(path)) return null;
  return { uri: path, args: question < 0 ? '' : text.slice(question + 1) };
}

function percentDecode(raw: string): string | null {
  if (!raw.includes('%')) return raw;
  let out = '';
  for (let i = 0; i < raw.length; i++) {
    if (raw.charAt(i) !== '%') {
      out += raw.charAt(i);
      continue;
    }
    const hex = raw.slice(i + 1, i + 3);
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return null;
    const code = parseInt(hex, 16);
    if (code === 0) return null;
    out += String.fromCharCode(code);
    i += 2;
  }
  return out;
}

/** `.` and `..` segments are taken out; null when one leads above the root. */
function resolveDots(path: string, mergeSlashes: boolean): string | null {
  const out: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === '..') {
      if (out.length === 0) return null;
      out.pop();
      if (last) out.push('');
    } else if (segment === '.') {
      if (last) out.push('');
    } else if (segment !== '' || last || !mergeSlashes) out.push(segment);
  }
  return `/${out.join('/')}`;
}

const percent = (ch: string): string => `%${ch.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** For a URI in a request line or a Location. */
export const escapeUri = (text: string): string => text.replace(/[\x00-\x20"#%<>?\\^`{|}\x7f-\xff]/g, percent);

/** For one part of a path: all but the unreserved characters. */
export const escapeComponent = (text: string): string => text.replace(/[^A-Za-z0-9._~-]/g, percent);

/** For arguments: all but the unreserved characters. */
export const escapeArgs = (text: string): string => text.replace(/[\x00-\x20"#%&+?\x7f-\xff]/g, percent);

/** The part after the last dot of the last segment: what chooses a MIME type. */
export function extension(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  const dot = last.lastIndexOf('.');
  return dot < 0 ? '' : last.slice(dot + 1).toLowerCase();
}

/** May this name be in a Host header (ngx_http_validate_host)? The name in lower case without port, or null. */
export function validHost(host: string): string | null {
  let name = host.toLowerCase();
  if (name.startsWith('[')) {
    // A bracket that is never closed bothers nobody.
    const close = name.indexOf(']');
    if (close >= 0) name = name.slice(0, close + 1);
  } else {
    const colon = name.indexOf(':');
    if (colon >= 0) name = name.slice(0, colon);
  }
  if (/[\x00-\x20\x7f/\\]/.test(host) || name.includes('..')) return null;
  name = name.replace(/\.$/, '');
  return name === '' ? null : name;
}
