import type { Cond } from '../engine/cond.ts';
import type { Connection } from './connection.ts';
import type { Process } from './process.ts';
import type { SocketInode } from './inode.ts';

interface ListenerBase {
  readonly id: number;
  /** `127.0.0.1:8000`, `0.0.0.0:80`, `[::]:80` or `unix:/run/app.sock`. */
  readonly address: string;
  /** A second listen(2) changes it. */
  backlog: number;
  /** Connections made and not yet accepted, oldest first: the accept queue. */
  readonly queue: Connection[];
  /** Notified when a connection is queued; pollers are woken newest first. */
  readonly readable: Cond;
  /** Notified when the accept queue shrinks (a blocking connect on a full unix socket waits for it). */
  readonly room: Cond;
  readonly owner: Process;
  open: boolean;
}

export type TcpListener = ListenerBase & {
  readonly family: 'tcp';
  readonly ip: string;
  readonly port: number;
  readonly reusePort: boolean;
};
export type UnixListener = ListenerBase & {
  readonly family: 'unix';
  readonly path: string;
  readonly inode: SocketInode;
};
export type Listener = TcpListener | UnixListener;

/** Linux takes a connection while the queue is not *above* the backlog: one more than the number says. */
export const isFull = (listener: Listener): boolean => listener.queue.length > listener.backlog;
