/** What certbot says and asks, and the errors that end it. */
import { fromLatin1, utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

export const RULE = '- '.repeat(39) + '-';
const LOG = '/var/log/letsencrypt/letsencrypt.log';

/** Ends certbot with this text. `expected` ones are problems of the task, not of certbot. */
export class CertbotError extends Error {
  constructor(
    readonly text: string,
    readonly advice = true,
  ) {
    super(text);
  }
}

export const ADVICE = `Ask for help or search for solutions at https://community.letsencrypt.org. See the logfile ${LOG} or re-run Certbot with -v for more details.\n`;

export class Console {
  private held = '';

  constructor(
    readonly sys: Sys,
    readonly quiet: boolean,
  ) {}

  /** The user's answers come from a terminal, or from nowhere. */
  get interactive(): boolean {
    const { fds } = this.sys.process;
    return fds.has(0) && fds.get(0).description.kind === 'tty';
  }

  *say(text: string): Eff<void> {
    this.log(text);
    if (!this.quiet) yield* this.sys.fs.write(1, utf8(`${text}\n`));
  }

  *error(text: string): Eff<void> {
    this.log(text);
    yield* this.sys.fs.write(2, utf8(text));
  }

  /** The last words; the log may be out of reach. */
  *fail(text: string): Eff<void> {
    yield* this.sys.fs.write(2, utf8(text));
  }

  *ask(prompt: string): Eff<string> {
    yield* this.sys.fs.write(1, utf8(prompt));
    for (;;) {
      const end = this.held.indexOf('\n');
      if (end >= 0) {
        const line = this.held.slice(0, end);
        this.held = this.held.slice(end + 1);
        return line.trim();
      }
      const bytes = yield* this.sys.fs.read(0);
      if (bytes.length === 0) throw new CertbotError('EOFError', false);
      this.held += fromLatin1(bytes);
    }
  }

  log(text: string): void {
    const fd = this.sys.fs.open(LOG, { write: true, append: true, create: true, mode: 0o600 });
    this.sys.fs.writeNow(fd, utf8(`${text}\n`));
    this.sys.fs.close(fd);
  }

  /** Only root may keep a log here; the lock is what certbot fails on first. */
  open(): void {
    try {
      for (const dir of ['/var/log/letsencrypt', '/var/lib/letsencrypt', '/etc/letsencrypt'])
        makePath(this.sys, dir, 0o755);
      this.log('certbot starts');
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CertbotError(
        "The following error was encountered:\n[Errno 13] Permission denied: '/var/log/letsencrypt/.certbot.lock'\n" +
          'Either run as root, or set --config-dir, --work-dir, and --logs-dir to writeable paths.\n',
        false,
      );
    }
  }
}

export function makePath(sys: Sys, path: string, mode: number): void {
  const parts = path.split('/').slice(1);
  for (let i = 1; i <= parts.length; i++) {
    const at = `/${parts.slice(0, i).join('/')}`;
    if (!sys.fs.exists(at)) sys.fs.mkdir(at, mode);
  }
}

/** Run a command of this machine; what it writes to standard output and error comes back. */
export function* runCommand(
  sys: Sys,
  argv: readonly string[],
): Eff<{ readonly code: number; readonly output: string }> {
  const [from, to] = sys.fs.pipe();
  const pid = sys.fork(function* (child) {
    child.fs.dup(to, 1);
    child.fs.dup(to, 2);
    // Python's descriptors are closed on exec: a server that is started here must not keep them.
    for (const fd of Array.from(child.process.fds.entries, ([number]) => number)) if (fd > 2) child.fs.close(fd);
    return yield* child.exec(argv);
  });
  sys.fs.close(to);
  const { status } = yield* sys.wait(pid);
  // Not until its end: a server in the background keeps the other side open.
  let output = '';
  for (let bytes = sys.fs.readNow(from); bytes !== null && bytes.length > 0; bytes = sys.fs.readNow(from))
    output += fromLatin1(bytes);
  sys.fs.close(from);
  return { code: status.code ?? 1, output };
}
