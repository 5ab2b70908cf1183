import { ROOT } from '../machine/filesystem.ts';
import type { Host } from '../machine/host.ts';
import type { Process } from '../machine/process.ts';
import type { Family } from './family.ts';
import type { ServerSpec } from './schema.ts';

/** Is a server up, apart from its settling time? A server that has ended is not waited for. */
export function isReady(spec: ServerSpec, process: Process, family: Family, host: Host): boolean {
  if (process.state !== 'running' && family.listening === 0) return true;
  const { ready } = spec;
  if (ready === undefined) return family.listening > 0 && family.booted >= family.announced;
  if (ready.listen?.some((port) => !listens(host, port)) === true) return false;
  if (ready.unix !== undefined && !unixListens(host, ready.unix)) return false;
  if (ready.log === undefined) return true;
  const text = family.output.map((part) => part.text).join('');
  return [...text.matchAll(new RegExp(ready.log, 'g'))].length >= (ready.count ?? 1);
}

function listens(host: Host, port: number): boolean {
  for (const listener of host.listeners) if (listener.family === 'tcp' && listener.port === port) return true;
  return false;
}

function unixListens(host: Host, path: string): boolean {
  if (!host.files.exists(path)) return false;
  const inode = host.files.lookup(path, ROOT);
  return inode.kind === 'socket' && host.unixListener(inode) !== null;
}
