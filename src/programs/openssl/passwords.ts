/** openssl passwd: the hashes that go into an .htpasswd; of those of crypt(3), MD5's two. */
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import { md5Crypt } from '../../base/md5-crypt.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';
import { Failed, input, random, say, type Command, type Given } from './command.ts';

const SALT = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function* passwd(sys: Sys, given: Given): Eff<number> {
  if (given.has('5') || given.has('6'))
    throw new Failed(`openssl: passwd -${given.has('6') ? 6 : 5} is not modelled here; -apr1 and -1 are\n`);
  const kind = given.has('apr1') ? 'apr1' : '1';
  for (const password of yield* passwords(sys, given)) {
    const salt = given.value('salt') ?? Array.from(random(sys)(8), (byte) => SALT[byte % 64]).join('');
    yield* say(sys, `${md5Crypt(utf8(password), `$${kind}$${salt.slice(0, 8)}`)}\n`);
  }
  return 0;
}

/** Those of the command line, else the lines of -in or -stdin, else one that is asked for twice. */
function* passwords(sys: Sys, given: Given): Eff<readonly string[]> {
  if (given.operands.length > 0) return given.operands;
  const { description } = sys.process.fds.get(0);
  const file = given.value('in');
  if (file !== undefined || given.has('stdin') || description.kind !== 'tty')
    return fromUtf8(yield* input(sys, file, 'passwords'))
      .replace(/\n$/, '')
      .split('\n');
  const first = yield* asked(sys, description.tty, 'Password: ');
  const again = yield* asked(sys, description.tty, 'Verifying - Password: ');
  if (first !== again) throw new Failed('Verify failure\n');
  return [first];
}

/** Asked at the terminal itself, wherever the output goes; nothing of it is shown. */
function* asked(sys: Sys, tty: Tty, question: string): Eff<string> {
  tty.write(utf8(question));
  tty.echo = false;
  try {
    return fromUtf8(yield* sys.fs.read(0)).replace(/\n$/, '');
  } finally {
    tty.echo = true;
    tty.write(utf8('\n'));
  }
}

export const passwordCommands: readonly Command[] = [
  { name: 'passwd', flags: 'apr1 1 5 6 stdin', values: 'salt in', run: passwd },
];
