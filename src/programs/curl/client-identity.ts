/** --cert and --key: who curl shows itself to be when a server asks. */
import type { Sys } from '../../machine/sys.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Bytes } from '../../base/bytes.ts';
import { keyBits, privateKeyIn, samePublic } from '../../protocols/pki/keys.ts';
import { certificatesIn } from '../../protocols/pki/x509.ts';
import { CurlError } from './body.ts';
import type { Options } from './options.ts';

export interface ClientIdentity {
  /** As DER, its own first. */
  readonly chain: readonly Bytes[];
  /** Bytes of a signature with its key. */
  readonly signature: number;
}

/** `FILE`, `FILE:PASSWORD`; a colon in a name is written with a backslash. */
const fileIn = (text: string): string => (/^(?:\\.|[^:\\])*/.exec(text)?.[0] ?? text).replace(/\\(.)/g, '$1');

/** Null without --cert. Throws CurlError for what cannot be used. */
export function clientIdentity(sys: Sys, { texts }: Options): ClientIdentity | null {
  const cert = texts.get('cert');
  if (cert === undefined) return null;
  const path = fileIn(cert);
  const bytes = contents(sys, path);
  const chain = bytes instanceof SysError ? [] : certificatesIn(bytes);
  const [own] = chain;
  if (!own) {
    const why =
      bytes instanceof SysError
        ? `error:${(0x80000000 + errnoNumber(bytes.errno)).toString(16).toUpperCase()}:system library::${strerror(bytes.errno)}`
        : 'error:0480006C:PEM routines::no start line';
    throw new CurlError(
      58,
      `could not load PEM client certificate from ${path}, OpenSSL error ${why}, (no key found, wrong pass phrase, or wrong file format?)`,
    );
  }
  const keyPath = texts.get('key') ?? path;
  const secret = contents(sys, keyPath);
  const key = secret instanceof SysError ? null : privateKeyIn(secret);
  if (key === null) throw new CurlError(58, `unable to set private key file: '${keyPath}' type PEM`);
  if (!samePublic(own.publicKey, key)) throw new CurlError(58, `unable to set private key file: '${keyPath}' type PEM`);
  const signature = key.kind === 'rsa' ? keyBits(key) / 8 : keyBits(key) / 4 + 7;
  return { chain: chain.map((c) => c.raw), signature };
}

function contents(sys: Sys, path: string): Bytes | SysError {
  try {
    return sys.fs.readFile(path);
  } catch (error) {
    if (error instanceof SysError) return error;
    throw error;
  }
}
