/** What curl sends as a body: -d and its kin, -F, -T (curl(1)). */
import { toBase64 } from '../../base/base64.ts';
import { concat, EMPTY, fromLatin1, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import type { Form } from './form.ts';
import type { Options } from './options.ts';

export interface Payload {
  readonly bytes: Bytes;
  readonly contentType: string | null;
  /** It is read as it goes out, after the head. */
  readonly streamed?: true;
  /** The method that comes with it. */
  readonly method: 'POST' | 'PUT';
}

export class CurlError {
  constructor(
    readonly code: number,
    readonly message: string,
  ) {}
}

/** Reads what @file names, or null; the second is what a warning calls it. */
export type Contents = (path: string, shown: string) => Bytes | null;

/** -d data behind what there is already: joined with &, --json without. */
export function postPart(before: Bytes | null, option: string, value: string, contents: Contents): Bytes {
  const data = dataOf(option, value, contents);
  if (before === null) return data;
  return option === 'json' ? concat([before, data]) : concat([before, utf8('&'), data]);
}

function dataOf(option: string, value: string, contents: Contents): Bytes {
  if (option === 'data-urlencode') return utf8(urlencoded(value, contents));
  if (option === 'data-raw' || !value.startsWith('@')) return utf8(value);
  const bytes = contents(value.slice(1), value.slice(1)) ?? EMPTY;
  const whole = option === 'data-binary' || option === 'json';
  return whole ? bytes : bytes.filter((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0);
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
function urlencoded(value: string, contents: Contents): string {
  const at = value.includes('=') ? value.indexOf('=') : value.indexOf('@');
  if (at < 0) return percent(utf8(value));
  const name = value.slice(0, at);
  const rest = value.slice(at + 1);
  const bytes = value[at] === '@' ? contents(rest, value) : utf8(rest);
  if (bytes === null) return '';
  return name === '' ? percent(bytes) : `${name}=${percent(bytes)}`;
}

/** --url-query: a leading + takes the rest as it is. */
export const queryText = (value: string, contents: Contents): string =>
  value.startsWith('+') ? value.slice(1) : urlencoded(value, contents);

/** Unreserved characters as they are, a space as +. */
const percent = (bytes: Bytes): string =>
  [...bytes]
    .map((b) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(b))
        ? String.fromCharCode(b)
        : b === 0x20
          ? '+'
          : `%${b.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');

function fileOf(sys: Sys, path: string, stdin: Bytes): Bytes {
  if (path === '-') return stdin;
  try {
    return sys.fs.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CurlError(26, 'Failed to open/read local data from file/application');
  }
}

export function payloadOf(sys: Sys, options: Options, upload: string | null): Payload | null {
  if (options.forms.length > 0) return multipart(sys, options);
  if (upload !== null) {
    const bytes = upload === '-' || upload === '.' ? options.stdin : fileOf(sys, upload, options.stdin);
    return { bytes: options.flags.has('crlf') ? crlf(bytes) : bytes, contentType: null, method: 'PUT', streamed: true };
  }
  const { flags, json, post } = options;
  if (flags.has('get') || post === null) return null;
  return {
    bytes: post,
    contentType: json ? 'application/json' : 'application/x-www-form-urlencoded',
    method: 'POST',
  };
}

/** --crlf: line ends grow, the length that was said does not. */
const crlf = (bytes: Bytes): Bytes => latin1(fromLatin1(bytes).replace(/\r?\n/g, '\r\n')).subarray(0, bytes.length);

const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

function multipart(sys: Sys, options: Options): Payload {
  const random = sys.world.sim.random('curl/boundary');
  const hex = Array.from({ length: 16 }, () => random.below(16).toString(16)).join('');
  const boundary = `${'-'.repeat(24)}${hex}`;
  const escape = options.flags.has('form-escape');
  const parts = options.forms.flatMap((form) => [
    utf8(`--${boundary}\r\n`),
    formPart(sys, form, options.stdin, escape),
    utf8('\r\n'),
  ]);
  return {
    bytes: concat([...parts, utf8(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
    method: 'POST',
    streamed: true,
  };
}

function formPart(sys: Sys, form: Form, stdin: Bytes, escape: boolean): Bytes {
  const { name, from, value } = form;
  // Browsers write a quotation mark as %22; --form-escape keeps the backslash of old.
  const quoted = (text: string): string =>
    escape ? text.replace(/["\\]/g, '\\$&') : text.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const fileName = form.fileName ?? (from === '@' ? (value.split('/').pop() ?? '') : null);
  const typed = (path: string): string | undefined => TYPES[(path.split('.').pop() ?? '').toLowerCase()];
  const own = form.headers.some((line) => /^content-type:/i.test(line));
  const type =
    form.type ??
    (from !== '@' || value === '-' || own
      ? null
      : (typed(form.fileName ?? '') ?? typed(value) ?? 'application/octet-stream'));
  const lines = [
    `Content-Disposition: form-data${name === '' ? '' : `; name="${quoted(name)}"`}${fileName === null ? '' : `; filename="${quoted(fileName)}"`}`,
    ...(type === null ? [] : [`Content-Type: ${type}`]),
    ...(form.encoder === null ? [] : [`Content-Transfer-Encoding: ${form.encoder}`]),
    ...form.headers,
  ];
  const bytes = from === '=' ? utf8(value) : fileOf(sys, value, stdin);
  const encoded = form.encoder === 'base64' ? utf8(toBase64(bytes).replace(/.{76}(?=.)/g, '$&\r\n')) : bytes;
  return concat([utf8(`${lines.join('\r\n')}\r\n\r\n`), encoded]);
}

export const basicAuth = (user: string): string => `Basic ${toBase64(utf8(user))}`;
