/** Getting a certificate: an order, the challenge answered by the chosen means, the key, the certificate. */
import { toBase64 } from '../../base/base64.ts';
import { fromLatin1, latin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { altNames } from '../../protocols/pki/extensions.ts';
import { generateEc, privatePem } from '../../protocols/pki/keys.ts';
import { makeRequest } from '../../protocols/pki/x509.ts';
import { AuthorityConnection } from './authority.ts';
import { CertbotError, makePath } from './console.ts';
import type { Material } from './lineage.ts';
import type { NginxPlugin } from './nginx-plugin.ts';

const PRODUCTION = 'acme-v02.api.letsencrypt.org';
const STAGING = 'acme-staging-v02.api.letsencrypt.org';

export type Means =
  | { readonly kind: 'nginx'; readonly plugin: NginxPlugin }
  | { readonly kind: 'standalone' }
  | { readonly kind: 'webroot'; readonly path: string };

interface Trouble {
  readonly name: string;
  readonly type: string;
  readonly detail: string;
}

/** Throws CertbotError where the authority does not find what it asked for. */
export function* obtain(sys: Sys, names: readonly string[], means: Means, staging: boolean): Eff<Material> {
  const authority = yield* AuthorityConnection.open(sys, staging ? STAGING : PRODUCTION);
  try {
    const order = yield* authority.post('/acme/new-order', { names });
    const [id, token, answer] = [String(order['id']), String(order['token']), String(order['answer'])];
    const ask = function* (): Eff<readonly Trouble[]> {
      const said = yield* authority.post(`/acme/chall/${id}`, {});
      return Array.isArray(said['troubles']) ? (said['troubles'] as Trouble[]) : [];
    };
    const troubles = yield* answering(sys, names, means, token, answer, ask);
    if (troubles.length > 0) throw new CertbotError(failureText(troubles, means));
    const key = generateEc('prime256v1', (n) => sys.random(n));
    yield* sys.cpu(2000);
    const request = makeRequest([], key, [altNames(names.map((value) => ({ type: 'dns', value })))]);
    const done = yield* authority.post(`/acme/finalize/${id}`, { csr: toBase64(request.raw) });
    return { cert: String(done['certificate']), chain: String(done['chain']), privkey: privatePem(key) };
  } finally {
    authority.close();
  }
}

function* answering(
  sys: Sys,
  names: readonly string[],
  means: Means,
  token: string,
  answer: string,
  ask: () => Eff<readonly Trouble[]>,
): Eff<readonly Trouble[]> {
  switch (means.kind) {
    case 'nginx':
      return yield* means.plugin.answering(names, token, answer, ask);
    case 'webroot':
      return yield* fromWebroot(sys, means.path, token, answer, ask);
    case 'standalone':
      return yield* standalone(sys, token, answer, ask);
  }
}

function* fromWebroot(
  sys: Sys,
  root: string,
  token: string,
  answer: string,
  ask: () => Eff<readonly Trouble[]>,
): Eff<readonly Trouble[]> {
  if (!sys.fs.exists(root)) throw new CertbotError(`${root} does not exist or is not a directory\n`, false);
  const dir = `${root.replace(/\/$/, '')}/.well-known/acme-challenge`;
  makePath(sys, dir, 0o755);
  sys.fs.writeFile(`${dir}/${token}`, answer, 0o644);
  try {
    return yield* ask();
  } finally {
    if (sys.fs.exists(`${dir}/${token}`)) sys.fs.unlink(`${dir}/${token}`);
  }
}

/** A web server of certbot's own, for as long as the question lasts. */
function* standalone(
  sys: Sys,
  token: string,
  answer: string,
  ask: () => Eff<readonly Trouble[]>,
): Eff<readonly Trouble[]> {
  let listener: number;
  try {
    listener = sys.net.listen({ family: 'tcp', ip: '0.0.0.0', port: 80 }, 5);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CertbotError(
      'Could not bind TCP port 80 because it is already in use by another process on this system (such as a web server). Please stop the program in question and then try again.\n',
      false,
    );
  }
  const server = sys.thread('standalone', serveChallenges(sys, listener, token, answer));
  try {
    return yield* ask();
  } finally {
    sys.world.sim.cancel(server);
    sys.fs.close(listener);
  }
}

function* serveChallenges(sys: Sys, listener: number, token: string, answer: string): Eff<void> {
  for (;;) {
    const fd = yield* sys.net.accept(listener);
    try {
      const bytes = (yield* sys.net.recv(fd, 65_536, 5_000_000)) ?? new Uint8Array(0);
      const { req } = sys.net.traceOf(fd);
      const found = fromLatin1(bytes).split(' ')[1] === `/.well-known/acme-challenge/${token}`;
      const body = found ? answer : '404\n';
      const head = `HTTP/1.0 ${found ? '200 OK' : '404 Not Found'}\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\nContent-type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`;
      yield* sys.net.send(fd, latin1(head + body), req);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    } finally {
      sys.fs.close(fd);
    }
  }
}

const HINTS: Readonly<Record<Means['kind'], string>> = {
  nginx:
    'The Certificate Authority failed to verify the temporary nginx configuration changes made by Certbot. Ensure the listed domains point to this nginx server and that it is accessible from the internet.',
  webroot:
    'The Certificate Authority failed to download the temporary challenge files created by Certbot. Ensure that the listed domains serve their content from the provided --webroot-path/-w and that files created there can be downloaded from the internet.',
  standalone:
    'The Certificate Authority failed to download the challenge files from the temporary standalone webserver started by Certbot on port 80. Ensure that the listed domains point to this machine and that it can accept inbound connections from the internet.',
};

function failureText(troubles: readonly Trouble[], means: Means): string {
  const list = troubles.map((t) => `  Domain: ${t.name}\n  Type:   ${t.type}\n  Detail: ${t.detail}\n`).join('\n');
  return (
    `\nCertbot failed to authenticate some domains (authenticator: ${means.kind}). The Certificate Authority reported these problems:\n` +
    `${list}\nHint: ${HINTS[means.kind]}\n\nSome challenges have failed.\n`
  );
}
