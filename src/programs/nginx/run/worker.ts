/** A worker process: accepts on the inherited sockets; every connection is a task of its event loop (ngx_process_cycle.c). */
import { Inner, type Eff } from '../../../engine/task.ts';
import type { Sys } from '../../../machine/sys.ts';
import { argsOf } from '../conf/context.ts';
import type { Config } from '../conf/model.ts';
import { eventSettings } from '../conf/handlers/core.ts';
import { serversOf } from '../http/locate.ts';
import type { ClientInfo } from '../http/request.ts';
import { ClientConnection } from './connection.ts';
import type { LogFiles } from './logs.ts';
import type { Identities } from './tls.ts';
import { WorkerState, type SharedMemory } from './worker-state.ts';

export interface WorkerSetup {
  readonly config: Config;
  readonly listeners: readonly number[];
  readonly files: LogFiles;
  readonly shared: SharedMemory;
  readonly identities: Identities;
  readonly prefix: string;
  readonly index: number;
  /** Descriptors that only the master needs. */
  readonly asRoot: boolean;
}

export function* workerProcess(sys: Sys, setup: WorkerSetup): Eff<number> {
  const { config } = setup;
  sys.process.title = 'nginx: worker process';
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'nginx', role: 'worker', index: setup.index });
  if (setup.asRoot) {
    const [user = 'nobody', group] = argsOf(config.main, 'user') ?? ['nobody', 'nogroup'];
    sys.become(user, group ?? user);
  }
  const state = new WorkerState(
    sys,
    config,
    setup.shared,
    setup.files,
    setup.prefix,
    eventSettings(config.events).connections,
    setup.identities,
  );
  let stopping = false;
  let reopen = false;
  sys.signal('TERM', () => (stopping = true));
  sys.signal('INT', () => (stopping = true));
  sys.signal('QUIT', () => (state.quitting = true));
  sys.signal('USR1', () => (reopen = true));
  sys.signal('HUP', 'ignore');
  // Besides the listening sockets, the channel to the master is a connection, too.
  state.connections = setup.listeners.length + 1;
  let open = [...setup.listeners];
  for (;;) {
    if (stopping) return 0;
    if (reopen) {
      reopen = false;
      setup.files.reopen(sys);
    }
    if (state.quitting) {
      for (const fd of open) sys.fs.close(fd);
      open = [];
      if (state.clients === 0) return 0;
      yield* sys.waitAny([state.changed], null);
      continue;
    }
    const waiting = open.map((fd) => ({ fd, read: true }));
    if (sys.net.pollNow(waiting).length === 0) yield sys.net.awaited(waiting, null);
    for (const fd of sys.net.pollNow(waiting)) acceptAll(sys, state, fd);
  }
}

function acceptAll(sys: Sys, state: WorkerState, listener: number): void {
  for (;;) {
    const fd = sys.net.acceptNow(listener);
    if (fd === null) return;
    if (!state.takeConnection()) {
      sys.fs.close(fd);
      continue;
    }
    const { local, entrance } = doorOf(state, sys.net.localName(fd));
    if (entrance === null) {
      state.connections--;
      sys.fs.close(fd);
      continue;
    }
    const peer = parseName(sys.net.peerName(fd));
    const info: ClientInfo = {
      id: ++state.shared.connections,
      fd,
      address: 'unix' in peer ? 'unix:' : peer.ip,
      port: 'unix' in peer ? 0 : peer.port,
      serverAddress: 'unix' in local ? `unix:${local.unix}` : local.ip,
      serverPort: 'unix' in local ? 0 : local.port,
      tls: null,
      introduced: null,
      timedOut: false,
      requests: 0,
      since: sys.now,
    };
    state.clients++;
    state.accepted++;
    sys.thread(`conn ${info.id}`, guarded(state, new ClientConnection(state, info, entrance)));
  }
}

type Name = { readonly ip: string; readonly port: number } | { readonly unix: string };

interface Door {
  readonly local: Name;
  readonly entrance: ReturnType<typeof serversOf>;
}

/** What is behind an address of this worker's, worked out for the first connection to it. */
const doors = new WeakMap<WorkerState, Map<string, Door>>();

function doorOf(state: WorkerState, name: string): Door {
  let known = doors.get(state);
  if (known === undefined) doors.set(state, (known = new Map<string, Door>()));
  let door = known.get(name);
  if (door === undefined) {
    const local = parseName(name);
    known.set(name, (door = { local, entrance: serversOf(state.config, local) }));
  }
  return door;
}

function* guarded(state: WorkerState, connection: ClientConnection): Eff<void> {
  try {
    yield new Inner(connection.run());
  } finally {
    state.changed.notifyAll();
  }
}

function parseName(name: string): Name {
  if (name === '' || name.startsWith('unix:')) return { unix: name.replace(/^unix:/, '') };
  const colon = name.lastIndexOf(':');
  const ip = name.slice(0, colon);
  return { ip: ip.startsWith('[') ? ip.slice(1, -1) : ip, port: Number(name.slice(colon + 1)) };
}
