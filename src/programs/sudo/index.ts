import { fromUtf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Credentials } from '../../machine/process.ts';
import type { Sys } from '../../machine/sys.ts';
import type { User } from '../../machine/users.ts';

/**
 * sudo 1.9.13 and su (util-linux 2.38). Both are setuid root: the machine's exec gives them root's identity and remembers
 * whose it was. The rule is Ubuntu's cloud image's: members of the group sudo may do everything, without a password.
 * No account has a password, so that none that is typed can be right.
 */
const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command]
usage: sudo [-ABbEHkNnPS] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i|-s] [<command>]
`;

interface Wish {
  user: string;
  group: string | undefined;
  login: boolean;
  shell: boolean;
  keepEnv: boolean;
  nonInteractive: boolean;
  list: boolean;
  validate: boolean;
  readonly vars: (readonly [string, string])[];
  command: readonly string[];
}

function parse(args: readonly string[]): Wish | string {
  const wish: Wish = {
    user: 'root',
    group: undefined,
    login: false,
    shell: false,
    keepEnv: false,
    nonInteractive: false,
    list: false,
    validate: false,
    vars: [],
    command: [],
  };
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (/^\w+=/.test(arg)) {
      wish.vars.push([arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]);
      continue;
    }
    if (!arg.startsWith('-')) break;
    if (arg === '--') {
      i++;
      break;
    }
    const long = /^--(user|group)(?:=(.*))?$/.exec(arg);
    const short = /^-([ug])(.*)$/.exec(arg);
    if (long || short) {
      const attached = long ? long[2] : short?.[2] || undefined;
      const value = attached ?? args[++i];
      if (value === undefined)
        return `sudo: option requires an argument -- '${(long?.[1] ?? short?.[1] ?? '')[0]}'\n${USAGE}`;
      if ((long?.[1] ?? short?.[1] ?? '').startsWith('u')) wish.user = value;
      else wish.group = value;
      continue;
    }
    const names: Readonly<Record<string, string>> = {
      '--login': 'i',
      '--shell': 's',
      '--preserve-env': 'E',
      '--non-interactive': 'n',
      '--list': 'l',
      '--validate': 'v',
      '--set-home': 'H',
      '--reset-timestamp': 'k',
    };
    for (const letter of names[arg] ?? arg.slice(1)) {
      if (letter === 'i') wish.login = true;
      else if (letter === 's') wish.shell = true;
      else if (letter === 'E') wish.keepEnv = true;
      else if (letter === 'n') wish.nonInteractive = true;
      else if (letter === 'l') wish.list = true;
      else if (letter === 'v' || letter === 'k' || letter === 'K') wish.validate = true;
      else if (letter !== 'H' && letter !== 'S')
        return arg.startsWith('--')
          ? `sudo: unrecognized option '${arg}'\n${USAGE}`
          : `sudo: invalid option -- '${letter}'\n${USAGE}`;
    }
  }
  wish.command = args.slice(i);
  return wish;
}

export function* sudo(sys: Sys): Eff<number> {
  const wish = parse(sys.argv.slice(1));
  const fail = (text: string, status = 1): number => {
    sys.print(2, text);
    return status;
  };
  if (typeof wish === 'string') return fail(wish);
  if (wish.command.length === 0 && !wish.login && !wish.shell && !wish.list && !wish.validate) return fail(USAGE);
  const who = sys.process.invoker ?? sys.process.credentials;
  if (sys.process.credentials.uid !== 0)
    return fail('sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set\n');
  const { users, name: hostName } = sys.process.host;
  const target = users.byName(wish.user) ?? (/^#\d+$/.test(wish.user) ? users.byUid(Number(wish.user.slice(1))) : null);
  if (!target) return fail(`sudo: unknown user ${wish.user}\nsudo: error initializing audit plugin sudoers_audit\n`);
  if (wish.group !== undefined && !users.groups.has(wish.group))
    return fail(`sudo: unknown group ${wish.group}\nsudo: error initializing audit plugin sudoers_audit\n`);
  if (
    !mayDoAll(sys, who) &&
    !(yield* password(sys, `[sudo] password for ${users.userName(who.uid)}: `, wish.nonInteractive))
  )
    return 1;
  if (wish.list) {
    const name = users.userName(who.uid);
    sys.print(
      1,
      `Matching Defaults entries for ${name} on ${hostName}:\n    env_reset, mail_badpass, secure_path=${SECURE_PATH.replaceAll(':', '\\:')}\n\nUser ${name} may run the following commands on ${hostName}:\n    (ALL : ALL) NOPASSWD: ALL\n`,
    );
    return 0;
  }
  if (wish.command.length === 0 && !wish.login && !wish.shell) return 0;
  setEnvironment(sys, wish, users.userName(who.uid), who, target);
  sys.become(target.name, wish.group);
  const argv = commandLine(wish, target);
  return yield* execute(sys, argv, 'sudo', wish.login && wish.command.length === 0);
}

const mayDoAll = (sys: Sys, who: Credentials): boolean =>
  who.uid === 0 || who.groups.includes(sys.process.host.users.groups.get('sudo')?.gid ?? -1);

/** Three tries at a terminal; without one there is nothing to ask. */
function* password(sys: Sys, prompt: string, never: boolean): Eff<boolean> {
  const { description } = sys.process.fds.get(0);
  if (never) {
    sys.print(2, 'sudo: a password is required\n');
    return false;
  }
  if (description.kind !== 'tty') {
    sys.print(
      2,
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
    );
    return false;
  }
  for (let attempt = 1; attempt <= 3; attempt++) {
    sys.print(2, prompt);
    yield* silentLine(sys);
    yield* sys.sleep(2_000_000);
    sys.print(2, attempt < 3 ? 'Sorry, try again.\n' : 'sudo: 3 incorrect password attempts\n');
  }
  return false;
}

/** A line from the terminal that is not echoed. */
function* silentLine(sys: Sys): Eff<string> {
  const { description } = sys.process.fds.get(0);
  if (description.kind !== 'tty') return '';
  const { tty } = description;
  tty.raw = true;
  let line = '';
  try {
    while (!/[\r\n\u0003\u0004]/.test(line)) line += fromUtf8(yield* sys.fs.read(0));
  } finally {
    tty.raw = false;
  }
  sys.print(2, '\n');
  if (line.includes('\u0003')) sys.exit(1);
  return line;
}

function setEnvironment(sys: Sys, wish: Wish, caller: string, who: Credentials, target: User): void {
  const { env } = sys.process;
  const kept = wish.keepEnv
    ? new Map(env)
    : new Map([...env].filter(([name]) => ['TERM', 'LANG', 'TZ', 'DISPLAY', 'COLORTERM'].includes(name)));
  const path = SECURE_PATH;
  const fresh: Record<string, string> = {
    PATH: path,
    HOME: target.home,
    SHELL: target.shell,
    LOGNAME: target.name,
    USER: target.name,
  };
  if (!wish.login) Object.assign(fresh, { MAIL: `/var/mail/${target.name}` });
  Object.assign(fresh, {
    SUDO_COMMAND: wish.command.join(' ') || target.shell,
    SUDO_USER: caller,
    SUDO_UID: String(who.uid),
    SUDO_GID: String(who.gid),
  });
  env.clear();
  for (const [name, value] of [...kept, ...Object.entries(fresh), ...wish.vars]) env.set(name, value);
  if (wish.login) sys.process.cwd = sys.fs.exists(target.home) ? target.home : '/';
}

function commandLine(wish: Wish, target: User): readonly string[] {
  if (!wish.login && !wish.shell) return wish.command;
  const shell = wish.login ? target.shell : '/bin/bash';
  // sudo -i and -s hand the words to the shell as one line, each quoted.
  const line = wish.command.map((word) => word.replace(/[^\w@%+=:,./-]/g, '\\$&')).join(' ');
  return line === '' ? [shell] : [shell, '-c', line];
}

/** A login shell is told so by its name: `-bash` (login(1)). */
const loginName = (path: string): string => `-${path.slice(path.lastIndexOf('/') + 1)}`;

function* execute(sys: Sys, argv: readonly string[], by: string, login = false): Eff<number> {
  const name = argv[0] ?? '';
  try {
    sys.findProgram(name);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const missing = error.errno === 'ENOENT' && !name.includes('/');
    if (name.endsWith('/nologin')) sys.print(2, 'This account is currently not available.\n');
    else if (by === 'su') sys.print(2, `su: failed to execute ${name}: ${strerror(error.errno)}\n`);
    else
      sys.print(
        2,
        missing ? `sudo: ${name}: command not found\n` : `sudo: unable to execute ${name}: ${strerror(error.errno)}\n`,
      );
    return by === 'su' ? (missing ? 127 : 126) : 1;
  }
  return yield* sys.exec(login ? [loginName(name), ...argv.slice(1)] : argv, name);
}

/** su [-|-l] [-s shell] [-c command] [user]: root needs no password, others have none that fits. */
export function* su(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  const taken = (flag: string): string | undefined => {
    const at = args.indexOf(flag);
    return at < 0 ? undefined : args.splice(at, 2)[1];
  };
  const command = taken('-c');
  const shell = taken('-s');
  const login = args.some((a) => a === '-' || a === '-l' || a === '--login');
  const [name = 'root'] = args.filter((a) => !a.startsWith('-'));
  const unknown = args.find((a) => a.startsWith('-') && !['-', '-l', '--login', '-p', '-m'].includes(a));
  if (unknown !== undefined) {
    sys.print(2, `su: invalid option -- '${unknown.replace(/^-+/, '')[0]}'\nTry 'su --help' for more information.\n`);
    return 1;
  }
  const target = sys.process.host.users.byName(name);
  if (!target) {
    sys.print(2, `su: user ${name} does not exist or the user entry does not contain all the required fields\n`);
    return 1;
  }
  const who = sys.process.invoker ?? sys.process.credentials;
  if (who.uid !== 0) {
    sys.print(2, 'Password: ');
    yield* silentLine(sys);
    yield* sys.sleep(2_000_000);
    sys.print(2, 'su: Authentication failure\n');
    return 1;
  }
  const { env } = sys.process;
  const program = shell ?? target.shell;
  if (login) {
    const term = env.get('TERM');
    env.clear();
    if (term !== undefined) env.set('TERM', term);
    env.set('PATH', SECURE_PATH);
    sys.process.cwd = sys.fs.exists(target.home) ? target.home : '/';
  }
  for (const [key, value] of Object.entries({
    HOME: target.home,
    SHELL: program,
    ...(login || target.uid !== 0 ? { USER: target.name, LOGNAME: target.name } : {}),
  }))
    env.set(key, value);
  sys.become(target.name);
  return yield* execute(sys, command === undefined ? [program] : [program, '-c', command], 'su', login);
}

/** /usr/sbin/nologin: the shell of accounts that nobody logs in to. */
export function* nologin(sys: Sys): Eff<number> {
  sys.print(1, 'This account is currently not available.\n');
  yield 0;
  return 1;
}
