import { fromUtf8, type Bytes } from '../../../base/bytes.ts';
import { HASHES, hex } from '../../../base/hash.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError, strerror } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { say, sayError } from '../io.ts';
import { eachFile, readNeeded, readWhole } from '../lines.ts';
import { gnu, tool, ToolError, type Parsed, type Tool } from '../tool.ts';
import { md5 } from '../../../base/md5.ts';

type Digest = (bytes: Bytes) => Bytes;

const SUMS: Readonly<Record<string, Digest>> = {
  md5sum: md5,
  sha1sum: HASHES.sha1,
  sha256sum: HASHES.sha256,
  sha384sum: HASHES.sha384,
  sha512sum: HASHES.sha512,
};

function* sum(sys: Sys, name: string, digest: Digest, options: Parsed): Eff<number> {
  if (options.has('c')) return yield* check(sys, name, digest, options.operands);
  return yield* eachFile(sys, name, options.operands, function* (path) {
    yield* say(sys, `${hex(digest(yield* readWhole(sys, path)))}  ${path}\n`);
  });
}

/** `-c`: lists of what other runs have written. */
function* check(sys: Sys, name: string, digest: Digest, lists: readonly string[]): Eff<number> {
  let wrong = 0;
  for (const list of lists.length > 0 ? lists : ['-']) {
    for (const line of fromUtf8(yield* readWhole(sys, list)).split('\n')) {
      const [, wanted, path] = /^([0-9a-f]+) [ *](.+)$/.exec(line) ?? [];
      if (wanted === undefined || path === undefined) continue;
      try {
        const same = hex(digest(yield* readWhole(sys, path))) === wanted;
        if (!same) wrong++;
        yield* say(sys, `${path}: ${same ? 'OK' : 'FAILED'}\n`);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* sayError(sys, `${name}: ${path}: ${strerror(error.errno)}\n`);
        yield* say(sys, `${path}: FAILED open or read\n`);
        wrong++;
      }
    }
  }
  if (wrong > 0)
    yield* sayError(sys, `${name}: WARNING: ${wrong} computed checksum${wrong === 1 ? '' : 's'} did NOT match\n`);
  return wrong > 0 ? 1 : 0;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encode(bytes: Bytes): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k++) text += i + k <= bytes.length ? (ALPHABET[(three >> (18 - 6 * k)) & 63] ?? '') : '=';
  }
  return text;
}

function decode(text: string): { readonly bytes: Bytes; readonly whole: boolean } {
  const plain = text.replace(/\s/g, '');
  const valid = /^[A-Za-z0-9+/]*/.exec(plain)?.[0] ?? '';
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const char of valid) {
    bits = (bits << 6) | ALPHABET.indexOf(char);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 255);
    bits &= (1 << held) - 1;
  }
  return { bytes: Uint8Array.from(bytes), whole: /^=*$/.test(plain.slice(valid.length)) && plain.length % 4 === 0 };
}

function* base64(sys: Sys, options: Parsed): Eff<number> {
  const [path = '-'] = options.operands;
  const bytes = yield* readNeeded(sys, path);
  if (options.has('d')) {
    const { bytes: plain, whole } = decode(fromUtf8(bytes));
    yield* sys.fs.write(1, plain);
    if (!whole) throw new ToolError('invalid input');
    return 0;
  }
  const width = Number(options.value('w') ?? 76);
  const text = encode(bytes);
  if (text === '') return 0;
  yield* say(sys, width === 0 ? text : `${text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n')}\n`);
  return 0;
}

export const digestTools: readonly Tool[] = [
  ...Object.entries(SUMS).map(([name, digest]) =>
    tool(
      {
        name,
        version: gnu(name),
        usage: `${name} [OPTION]... [FILE]...`,
        about: `Print or check ${name.slice(0, -3).toUpperCase()} checksums.`,
        options: ['-b, --binary  (the same here)', '-c, --check  read checksums from the FILEs and check them'],
      },
      (sys, options) => sum(sys, name, digest, options),
    ),
  ),
  tool(
    {
      name: 'base64',
      version: gnu('base64'),
      usage: 'base64 [OPTION]... [FILE]',
      about: 'Base64 encode or decode FILE, or standard input, to standard output.',
      options: [
        '-d, --decode  decode data',
        '-w, --wrap=COLS  wrap encoded lines after COLS characters (76; 0: never)',
      ],
    },
    base64,
  ),
];
