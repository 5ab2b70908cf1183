/**
 * update-ca-certificates (Debian's ca-certificates): what stands in /etc/ca-certificates.conf and below
 * /usr/local/share/ca-certificates becomes the store that curl and others believe.
 */
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { certificatePem, certificatesIn } from '../../protocols/pki/x509.ts';
import { say, sayError } from './command.ts';
import { subjectHash } from './x509.ts';

const SHARED = '/usr/share/ca-certificates';
const LOCAL = '/usr/local/share/ca-certificates';
const STORE = '/etc/ssl/certs';
const BUNDLE = `${STORE}/ca-certificates.crt`;

export function* updateCaCertificates(sys: Sys): Eff<number> {
  try {
    const wanted = [...listed(sys), ...local(sys)];
    const before = new Set(sys.fs.readdir(STORE).filter((name) => name.endsWith('.pem')));
    yield* say(sys, `Updating certificates in ${STORE}...\n`);
    const bundle: string[] = [];
    let added = 0;
    for (const path of wanted) {
      const found = certificatesIn(sys.fs.readFile(path));
      const link = `${(path.split('/').pop() ?? '')
        .replace(/\.crt$/, '')
        .replaceAll(/[ ,]/g, '_')
        .replaceAll(/[()]/g, '=')}.pem`;
      if (found.length !== 1)
        yield* sayError(sys, `rehash: warning: skipping ${link},it does not contain exactly one certificate or CRL\n`);
      bundle.push(...found.map(certificatePem));
      if (!before.delete(link)) {
        added++;
        sys.fs.symlink(path, `${STORE}/${link}`);
        const [first] = found;
        if (first && !sys.fs.exists(`${STORE}/${subjectHash(first)}.0`))
          sys.fs.symlink(link, `${STORE}/${subjectHash(first)}.0`);
      }
    }
    for (const gone of before) sys.fs.unlink(`${STORE}/${gone}`);
    sys.fs.writeFile(BUNDLE, bundle.join(''), 0o644);
    yield* say(
      sys,
      `${added} added, ${before.size} removed; done.\nRunning hooks in /etc/ca-certificates/update.d...\ndone.\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* sayError(sys, `/usr/sbin/update-ca-certificates: cannot create ${BUNDLE}: ${strerror(error.errno)}\n`);
    return 1;
  }
}

/** Lines of the configuration; a `!` in front switches one off. */
const listed = (sys: Sys): string[] =>
  (sys.fs.exists('/etc/ca-certificates.conf') ? sys.fs.readText('/etc/ca-certificates.conf') : '')
    .split('\n')
    .filter((line) => line !== '' && !/^[#!]/.test(line))
    .map((line) => `${SHARED}/${line}`)
    .filter((path) => sys.fs.exists(path));

function local(sys: Sys): string[] {
  if (!sys.fs.exists(LOCAL)) return [];
  const walk = (dir: string): string[] =>
    sys.fs.readdir(dir).flatMap((name) => {
      const path = `${dir}/${name}`;
      return sys.fs.stat(path).kind === 'dir' ? walk(path) : name.endsWith('.crt') ? [path] : [];
    });
  return walk(LOCAL).toSorted();
}
