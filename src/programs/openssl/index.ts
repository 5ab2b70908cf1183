/**
 * openssl 3.0, as far as a server's keys and certificates need it. What it writes are real keys and real certificates,
 * which the real openssl reads. Left out: keys under a pass phrase, `ca`, PKCS #12, encryption, s_server, client
 * certificates; what is left out says so.
 */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { checkCommands } from './checks.ts';
import { encodingCommands } from './encoding.ts';
import { Failed, readOptions, say, sayError, type Command } from './command.ts';
import { keyCommands } from './keys.ts';
import { passwordCommands } from './passwords.ts';
import { req } from './req.ts';
import { sClient } from './s-client.ts';
import { x509 } from './x509.ts';

const COMMANDS: readonly Command[] = [
  req,
  x509,
  sClient,
  ...keyCommands,
  ...checkCommands,
  ...passwordCommands,
  ...encodingCommands,
];

/** Commands of the real one that are not here. */
const ELSEWHERE = new Set(
  'md5 asn1parse ca cms crl crl2pkcs7 dhparam dsa dsaparam engine errstr fipsinstall gendsa info kdf list mac nseq ocsp pkcs12 pkcs7 pkcs8 pkeyparam pkeyutl prime rehash rsautl s_server s_time sess_id smime speed spkac srp storeutl ts'.split(
    ' ',
  ),
);

/** `openssl sha256 file` is `openssl dgst -sha256 file`. */
const DIGESTS = /^sha(1|256|384|512)$/;

export function* openssl(sys: Sys): Eff<number> {
  const [name = 'help', ...args] = sys.argv.slice(1);
  if (name === 'help' || name === '-help' || name === '--help') return yield* help(sys);
  const digest = DIGESTS.test(name);
  const command = COMMANDS.find((c) => c.name === (digest ? 'dgst' : name));
  try {
    if (!command) throw unknown(name);
    if (args[0] === '-help' || args[0] === '--help') return (yield* say(sys, summary(command)), 0);
    return yield* command.run(sys, readOptions(command, digest ? [`-${name}`, ...args] : args));
  } catch (error) {
    if (error instanceof Failed) {
      yield* sayError(sys, error.text);
      return error.code;
    }
    if (!(error instanceof SysError)) throw error;
    if (sys.process.fds.has(2)) sys.fs.writeNow(2, utf8(`${name}: ${error.message}\n`));
    return 1;
  }
}

const unknown = (name: string): Failed =>
  new Failed(
    ELSEWHERE.has(name)
      ? `openssl: the command '${name}' is not modelled here\n`
      : `Invalid command '${name}'; type "help" for a list.\n`,
  );

const summary = ({ name, flags, values }: Command): string =>
  `Usage: ${name} [options]\n\nValid options are:\n` +
  [...flags.split(' ').map((f) => ` -${f}\n`), ...values.split(' ').map((v) => ` -${v} val\n`)]
    .filter((line) => !/^ - ?(val)?\n$/.test(line) && line !== ' -digest\n')
    .join('');

function* help(sys: Sys): Eff<number> {
  const names = COMMANDS.map((c) => c.name).toSorted();
  const rows: string[] = [];
  for (let i = 0; i < names.length; i += 4)
    rows.push(
      names
        .slice(i, i + 4)
        .map((n) => n.padEnd(18))
        .join(''),
    );
  yield* sayError(sys, `help:\n\nStandard commands (those that are modelled here)\n${rows.join('\n')}\n`);
  return 0;
}
