/** openssl base64, and enc where it only encodes. */
import { base64 as fromBase64, toBase64 } from '../../base/base64.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { Failed, opened, output, type Command, type Given } from './command.ts';

function* base64(sys: Sys, given: Given): Eff<number> {
  const bytes = yield* opened(sys, given.value('in'), 'rb');
  if (given.has('d')) {
    const text = fromLatin1(bytes).replace(/\s/g, '');
    const decoded = /^[\w+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? fromBase64(text) : new Uint8Array(0);
    yield* output(sys, 'enc', given.value('out'), decoded);
    return 0;
  }
  const text = toBase64(bytes);
  const lines = given.has('A') ? text : (text.match(/.{1,64}/g) ?? []).map((line) => `${line}\n`).join('');
  yield* output(sys, 'enc', given.value('out'), lines);
  return 0;
}

function* enc(sys: Sys, given: Given): Eff<number> {
  if (!given.has('a') && !given.has('base64')) throw new Failed('openssl: the ciphers of enc are not modelled here\n');
  return yield* base64(sys, given);
}

const FLAGS = 'A a base64 d e';
export const encodingCommands: readonly Command[] = [
  { name: 'base64', flags: FLAGS, values: 'in out', run: base64 },
  { name: 'enc', flags: FLAGS, values: 'in out', run: enc },
];
