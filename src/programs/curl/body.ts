/** What curl sends as a body: -d and its kin, -F, -T (curl(1)). */
import { toBase64 } from '../../base/base64.ts';
import { concat, EMPTY, fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import type { Options, Upload } from './options.ts';

export interface Payload {
  readonly bytes: Bytes;
  readonly contentType: string | null;
  /** The method that comes with it. */
  readonly method: 'POST' | 'PUT';
}

export class CurlError {
  constructor(
    readonly code: number,
    readonly message: string,
  ) {}
}

/** -d data, joined with &; null when there is none. With -G it goes into the URL instead. */
export function postData(sys: Sys, options: Options): Bytes | null {
  if (options.uploads.length === 0) return null;
  const parts: Bytes[] = [];
  for (const [i, upload] of options.uploads.entries()) {
    if (i > 0 && upload.kind !== 'json') parts.push(utf8('&'));
    parts.push(dataOf(sys, upload, options.stdin));
  }
  return concat(parts);
}

function dataOf(sys: Sys, upload: Upload, stdin: Bytes): Bytes {
  const { kind, value } = upload;
  if (kind === 'urlencode') return utf8(urlencoded(sys, value, stdin));
  if (kind === 'raw' || !value.startsWith('@')) return utf8(value);
  const bytes = optionalFile(sys, value.slice(1), stdin);
  return kind === 'data' ? bytes.filter((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0) : bytes;
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
function urlencoded(sys: Sys, value: string, stdin: Bytes): string {
  const at = /[=@]/.exec(value);
  if (!at) return percent(utf8(value));
  const name = value.slice(0, at.index);
  const rest = value.slice(at.index + 1);
  const encoded = percent(at[0] === '@' ? optionalFile(sys, rest, stdin) : utf8(rest));
  return name === '' ? encoded : `${name}=${encoded}`;
}

/** --url-query: a leading + takes the rest as it is. */
export const queryText = (sys: Sys, value: string): string =>
  value.startsWith('+') ? value.slice(1) : urlencoded(sys, value, EMPTY);

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

/** A file of -d's: one that cannot be read makes an empty body (and a warning when the options are read). */
function optionalFile(sys: Sys, path: string, stdin: Bytes): Bytes {
  try {
    return fileOf(sys, path, stdin);
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    return EMPTY;
  }
}

function fileOf(sys: Sys, path: string, stdin: Bytes): Bytes {
  if (path === '-') return stdin;
  try {
    return sys.fs.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CurlError(26, 'Failed to open/read local data from file/application');
  }
}

export function payloadOf(sys: Sys, options: Options): Payload | null {
  if (options.forms.length > 0) return multipart(sys, options);
  const upload = options.texts.get('upload-file');
  if (upload !== undefined) {
    try {
      const bytes = upload === '-' || upload === '.' ? options.stdin : sys.fs.readFile(upload);
      return { bytes, contentType: null, method: 'PUT' };
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CurlError(26, `Can't open '${upload}'!`);
    }
  }
  if (options.flags.has('get')) return null;
  const data = postData(sys, options);
  if (data === null) return null;
  const json = options.uploads.some((u) => u.kind === 'json');
  return { bytes: data, contentType: json ? 'application/json' : 'application/x-www-form-urlencoded', method: 'POST' };
}

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
  const parts = options.forms.flatMap((form) => [
    utf8(`--${boundary}\r\n`),
    formPart(sys, form.value, form.kind === 'form', options.stdin),
    utf8('\r\n'),
  ]);
  return {
    bytes: concat([...parts, utf8(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
    method: 'POST',
  };
}

function formPart(sys: Sys, text: string, special: boolean, stdin: Bytes): Bytes {
  const at = text.indexOf('=');
  if (at < 0) throw new CurlError(2, 'Illegally formatted input field!');
  const name = text.slice(0, at);
  const [value = '', ...settings] = special ? text.slice(at + 1).split(';') : [text.slice(at + 1)];
  const setting = (key: string): string | undefined =>
    settings.find((s) => s.startsWith(`${key}=`))?.slice(key.length + 1);
  const file = special && value.startsWith('@') ? value.slice(1) : null;
  const inline = special && value.startsWith('<') ? value.slice(1) : null;
  const fileName = setting('filename') ?? file?.split('/').pop();
  const type =
    setting('type') ??
    (file === null || file === '-'
      ? undefined
      : (TYPES[(file.split('.').pop() ?? '').toLowerCase()] ?? 'application/octet-stream'));
  const disposition = `Content-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n`;
  const extra = setting('headers')?.replace(/^"(.*)"$/s, '$1');
  const lines = [type === undefined ? null : `Content-Type: ${type}`, extra ?? null].filter((line) => line !== null);
  const head = `${disposition}${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  const body = file !== null ? fileOf(sys, file, stdin) : inline !== null ? fileOf(sys, inline, stdin) : utf8(value);
  return concat([utf8(head), body]);
}

export const basicAuth = (user: string): string => `Basic ${toBase64(utf8(user))}`;
export const dataText = (data: Bytes | null): string => fromUtf8(data ?? EMPTY);
