/** Forms of `--bind` (gunicorn settings reference, "bind"): HOST, HOST:PORT, [V6]:PORT, unix:PATH, fd://N. */
import { PyError, reprText } from './value.ts';
import { pythonInt } from './python-int.ts';

export type Bind =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'fd'; readonly fd: number };

/** Throws `PyError`, as the program does, for a port or descriptor that is none. */
export function parseAddress(text: string): Bind {
  if (text.startsWith('unix:')) return { kind: 'unix', path: text.replace(/^unix:(\/\/)?/, '') };
  if (text.startsWith('fd://')) {
    const fd = pythonInt(text.slice(5), 10);
    if (fd === null) throw new PyError('RuntimeError', `${reprText(text.slice(5))} is not a valid file descriptor.`);
    return { kind: 'fd', fd };
  }
  const netloc = text.startsWith('tcp://') ? (text.split('tcp://')[1] ?? '') : text;
  let host = netloc;
  let port = '8000';
  if (netloc.includes('[') && netloc.includes(']')) {
    host = (netloc.split(']')[0] ?? '').slice(1);
    port = netloc.split(']:')[1] ?? port;
  } else if (netloc.includes(':')) [host = '', port = '8000'] = netloc.split(':');
  else if (netloc === '') host = '0.0.0.0';
  const number = pythonInt(port, 10);
  if (number === null) throw new PyError('RuntimeError', `${reprText(port)} is not a valid port number.`);
  return { kind: 'tcp', host: host.toLowerCase(), port: number };
}

/** As Python shows the address in log lines: a tuple, or the socket's path. */
export function shownAddress(bind: Bind): string {
  switch (bind.kind) {
    case 'tcp':
      return `(${reprText(bind.host)}, ${bind.port})`;
    case 'unix':
      return bind.path;
    case 'fd':
      return String(bind.fd);
  }
}

export const sameAddresses = (a: readonly Bind[], b: readonly Bind[]): boolean =>
  a.map(shownAddress).join() === b.map(shownAddress).join();
