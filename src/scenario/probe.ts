import { fromUtf8 } from '../base/bytes.ts';
import { ROOT } from '../machine/filesystem.ts';
import type { Host } from '../machine/host.ts';
import type { Inode } from '../machine/inode.ts';
import type { Process } from '../machine/process.ts';
import type { RunInput } from './schema.ts';

type Probe = RunInput & { readonly kind: 'probe' };

/** A server as a probe sees it: its own process, then those it forked that are alive. */
export interface ProbedServer {
  readonly main: Process;
  readonly alive: readonly Process[];
}

export type ProbeResult =
  | { readonly missing: true }
  | { readonly mode: string; readonly owner: string; readonly group: string }
  | { readonly workers: readonly number[] }
  | { readonly users: readonly (readonly [pid: number, user: string, group: string])[] }
  | { readonly threads: readonly (readonly [pid: number, threads: number])[] }
  | { readonly listen: readonly string[] }
  | { readonly running: boolean }
  | { readonly lines: readonly string[] };

/** Look at the machine at this instant. */
export function probe(what: Probe, host: Host, server: ProbedServer | null): ProbeResult {
  switch (what.what) {
    case 'stat':
      return stat(host, what.path ?? '/');
    case 'read':
      if (!host.files.exists(what.path ?? '/')) return { missing: true };
      return { lines: fromUtf8(host.files.readFile(what.path ?? '/', ROOT)).split('\n') };
    case 'listen':
      return { listen: [...host.listeners].map((l) => l.address).sort() };
    case 'alive':
      return { running: server !== null && server.main.state === 'running' };
    case 'workers':
      return { workers: server?.alive.map((p) => p.pid) ?? [] };
    case 'threads':
      return { threads: processes(server).map((p) => [p.pid, p.pythonThreads + 1] as const) };
    case 'users':
      return {
        users: processes(server).map((p) => {
          const { uid, gid } = p.credentials;
          return [p.pid, host.users.userName(uid), host.users.groupName(gid)] as const;
        }),
      };
  }
}

const processes = (server: ProbedServer | null): readonly Process[] => (server ? [server.main, ...server.alive] : []);

function stat(host: Host, path: string): ProbeResult {
  if (!host.files.exists(path)) return { missing: true };
  const inode = host.files.lookup(path, ROOT);
  return { mode: modeText(inode), owner: host.users.userName(inode.uid), group: host.users.groupName(inode.gid) };
}

const KIND: Readonly<Record<Inode['kind'], string>> = { file: '-', dir: 'd', symlink: 'l', socket: 's', device: 'c' };

/** `srwxr-x---`, as ls shows it (without the special bits). */
function modeText(inode: Inode): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) => ((inode.mode >> (8 - i)) & 1 ? letter : '-'));
  return KIND[inode.kind] + bits.join('');
}
