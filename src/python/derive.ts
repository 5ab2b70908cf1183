import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

const DIGESTS = { md5, sha1, sha224, sha256, sha384, sha512 } as const;
const isDigest = (name: string): name is keyof typeof DIGESTS => Object.hasOwn(DIGESTS, name);

/**
 * Keys from passwords, for what CPython takes from OpenSSL and WebAssembly's Python is built without: PBKDF2 (RFC 8018,
 * 5.2) and scrypt (RFC 7914). Bytes are in hexadecimal; the bounds are the caller's (gd/keys.py).
 */
export const derive = {
  /** null: no such digest. */
  pbkdf2(digest: string, password: string, salt: string, c: number, dkLen: number): string | null {
    if (!isDigest(digest)) return null;
    return bytesToHex(pbkdf2(DIGESTS[digest], hexToBytes(password), hexToBytes(salt), { c, dkLen }));
  },
  scrypt(password: string, salt: string, N: number, r: number, p: number, dkLen: number): string {
    return bytesToHex(scrypt(hexToBytes(password), hexToBytes(salt), { N, r, p, dkLen, maxmem: 2 ** 30 }));
  },
} as const;
