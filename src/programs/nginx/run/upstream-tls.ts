/** `proxy_pass https://…`: nginx as a client of TLS (ngx_http_upstream_ssl_init_connection). It verifies only when told to. */
import { ipBytes } from '../../../protocols/pki/extensions.ts';
import { coversHost, VERIFY_TEXTS } from '../../../protocols/pki/verify.ts';
import { certificatesIn, type Certificate } from '../../../protocols/pki/x509.ts';
import { TlsClient } from '../../../protocols/tls/client.ts';
import { errnoNumber, strerror, SysError } from '../../../machine/errno.ts';
import type { Eff } from '../../../engine/task.ts';
import { fullName } from '../conf/host.ts';
import type { Req } from '../http/request.ts';
import { argsOf, flag, time } from '../http/settings.ts';
import { ABORTED, failure, type Failure, type UpstreamConnection } from './upstream-io.ts';
import { DEBIAN } from './start.ts';
import { handshakeProblem, versionsOf } from './tls.ts';
import type { WorkerState } from './worker-state.ts';

const WHILE = ' while SSL handshaking to upstream';

/** Null when TLS stands. */
export function* secureUpstream(worker: WorkerState, r: Req, up: UpstreamConnection): Eff<Failure | null> {
  const { sys } = worker;
  const { fd } = up;
  const name = nameOf(worker, r);
  const verify = flag(r.level, 'proxy_ssl_verify', false);
  const session = new TlsClient({
    random: (count) => sys.random(count),
    sni: flag(r.level, 'proxy_ssl_server_name', false) && ipBytes(name) === null ? name : null,
    alpn: [],
    versions: versionsOf(r.level, 'proxy_ssl_protocols'),
    // The chain is looked at when the handshake is over: nginx gives its own words to what is wrong with it.
    trust: { now: sys.clock / 1e6, trusted: verify ? trusted(worker, r) : [], insecure: true, host: null },
  });
  sys.net.secure(fd, session);
  try {
    const until = sys.now + time(r.level, 'proxy_connect_timeout', 60);
    while (!(yield* sys.net.handshake(fd, until - sys.now, up.clientConds()))) {
      if (up.clientLeft()) return { ...ABORTED, text: ABORTED.text + WHILE };
      if (sys.now >= until) return failure('timeout', `upstream timed out (110: Connection timed out)${WHILE}`);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const text = `(${errnoNumber(error.errno)}: ${strerror(error.errno)})`;
    return failure('error', `peer closed connection in SSL handshake ${text}${WHILE}`);
  }
  if (session.failure !== null) return failure('error', handshakeProblem(session.failure) + WHILE);
  if (!verify) return null;
  const [problem] = session.judgement?.problems ?? [];
  if (problem)
    return failure(
      'error',
      `upstream SSL certificate verify error: (${problem.code}:${VERIFY_TEXTS[problem.code] ?? ''})${WHILE}`,
    );
  const [leaf] = session.judgement?.shown ?? [];
  if (leaf && !coversHost(leaf, name))
    return failure('error', `upstream SSL certificate does not match "${name}"${WHILE}`);
  return null;
}

/** proxy_ssl_name, else the host of the proxied URL, without its port. */
function nameOf(worker: WorkerState, r: Req): string {
  const given = argsOf(r.level, 'proxy_ssl_name')?.[0];
  const name = given === undefined ? r.proxyHost : worker.variables.source(given, r);
  return name.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

function trusted(worker: WorkerState, r: Req): readonly Certificate[] {
  const path = argsOf(r.level, 'proxy_ssl_trusted_certificate')?.[0];
  try {
    return path === undefined ? [] : certificatesIn(worker.sys.fs.readFile(fullName(DEBIAN.confPrefix, path)));
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}
