import { SysError } from '../../machine/errno.ts';

/** How a request can end without a complete answer. The words are the trace's (`request.failed`). */
export type Failure =
  | 'refused'
  | 'no-socket'
  | 'permission'
  | 'backlog-full'
  | 'connect-timeout'
  | 'unreachable'
  | 'unknown-host'
  | 'empty-reply'
  | 'reset'
  | 'incomplete'
  | 'incomplete-reset'
  | 'incomplete-headers'
  | 'bad-status-line'
  | 'bad-chunk'
  | 'timeout'
  | 'aborted'
  /** No TLS session: what OpenSSL calls the reason. */
  | `tls: ${string}`;

/** What a failed connect means (connect(2), unix(7)). */
export function connectFailure(error: unknown): Failure {
  if (!(error instanceof SysError)) throw error;
  switch (error.errno) {
    case 'ENOENT':
      return 'no-socket';
    case 'EACCES':
    case 'EPERM':
      return 'permission';
    case 'EAGAIN':
      return 'backlog-full';
    case 'ETIMEDOUT':
      return 'connect-timeout';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'unreachable';
    default:
      return 'refused';
  }
}
