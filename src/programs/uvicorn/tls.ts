/** --ssl-certfile and --ssl-keyfile (uvicorn 0.54 config.py, create_ssl_context): what the server's context is made of. */
import { SysError } from '../../machine/errno.ts';
import type { StreamLayer } from '../../machine/layer.ts';
import type { Sys } from '../../machine/sys.ts';
import { pythonIdentity, pythonSession } from '../../protocols/tls/python-context.ts';
import type { Config } from './config.ts';

/** Makes the session of a new client; null where connections stay plain; text where the context cannot be made. */
export function sessions(sys: Sys, { tls }: Config): (() => StreamLayer) | null | string {
  if (tls === null) return null;
  if (tls.certificate === null) return 'AssertionError';
  try {
    const certificate = sys.fs.readText(tls.certificate);
    const made = pythonIdentity(certificate, tls.key === null ? certificate : sys.fs.readText(tls.key));
    if (!made.ok) return `ssl.SSLError: ${made.message}`;
    const options = { ciphers: tls.ciphers, alpn: [] };
    return () => pythonSession(made.identity, (count) => sys.random(count), options);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const kind =
      error.errno === 'ENOENT' ? 'FileNotFoundError' : error.errno === 'EACCES' ? 'PermissionError' : 'OSError';
    return `${kind}: ${error.message.replace(/: '.*$/, '')}`;
  }
}
