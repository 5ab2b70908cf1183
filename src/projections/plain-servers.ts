import type { EventOf, TraceEvent } from '../trace/events.ts';

/** What a worker that nobody announces would have said. */
export type Told = EventOf<'worker.booting' | 'worker.booted' | 'worker.request' | 'worker.done'>;

interface Open {
  readonly pid: number;
  readonly req: number;
  /** The thread that has it in hand; null while it waits inside the process. */
  tid: number | null;
}

/**
 * Servers that are plain programs: wsgiref, waitress, one that a learner wrote. They announce no workers, so they are
 * known by what they do: a process without a role of its own that accepts a connection serves behind a counter, or one that
 * has said which server it is, and listens. Which thread has a request is known from the first thing that a thread does
 * after it came in, in order.
 */
export class PlainServers {
  private readonly ranked = new Set<number>();
  private readonly names = new Map<number, string>();
  private readonly born = new Map<number, number>();
  private readonly parents = new Map<number, number>();
  private readonly listeners = new Map<number, { readonly pid: number; readonly at: number }>();
  private readonly pythons = new Set<number>();
  private readonly serving = new Set<number>();
  /** Who has said which server they are. */
  private readonly announced = new Set<number>();
  private readonly open = new Map<number, Open>();

  has(pid: number): boolean {
    return this.serving.has(pid);
  }

  /** What is to be believed of the workers because of this event, before it is looked at itself. */
  push(event: TraceEvent): readonly Told[] {
    switch (event.kind) {
      case 'process.started':
        this.names.set(event.pid, startedAs(event.argv));
        this.born.set(event.pid, event.at);
        this.parents.set(event.pid, event.ppid);
        return [];
      case 'process.role':
        this.ranked.add(event.pid);
        return [];
      case 'server.started':
        this.names.set(event.pid, event.server);
        this.announced.add(event.pid);
        return [];
      case 'socket.listening':
        this.listeners.set(event.listener, { pid: event.pid, at: event.at });
        return [];
      case 'conn.accepted':
        return this.accepted(event);
      case 'python.ran':
      case 'python.blocked':
        this.pythons.add(event.pid);
        return this.serving.has(event.pid) ? this.taken(event, event.pid, event.tid) : this.opens(event);
      case 'conn.shut':
      case 'conn.reset':
        return this.open.get(event.conn)?.pid === event.pid ? this.left(event, event.conn) : [];
      case 'conn.closed':
        return this.left(event, event.conn);
      default:
        return [];
    }
  }

  /** A server that says so and listens is there before its first customer: a program in C, or one whose parent listens, is not meant. */
  private opens(event: EventOf<'python.ran' | 'python.blocked'>): readonly Told[] {
    const { pid } = event;
    if (this.ranked.has(pid) || !this.announced.has(pid)) return [];
    const listener = [...this.listeners].find(([, one]) => one.pid === pid)?.[0];
    return listener === undefined ? [] : this.boots(event, listener);
  }

  private accepted(event: EventOf<'conn.accepted'>): readonly Told[] {
    const { pid, conn, req } = event;
    if (this.ranked.has(pid)) return [];
    const told = this.serving.has(pid) ? [] : this.boots(event, event.listener);
    if (req !== undefined) this.open.set(conn, { pid, req, tid: null });
    return told;
  }

  private boots(event: EventOf<'conn.accepted' | 'python.ran' | 'python.blocked'>, from: number): readonly Told[] {
    const { seq, cause } = event;
    const listener = this.listeners.get(from);
    return this.crewOf(event.pid).flatMap((pid, i, { length }) => {
      this.serving.add(pid);
      const at = Math.max(listener?.at ?? event.at, this.born.get(pid) ?? 0) as typeof event.at;
      const own = { pid, at, seq, cause };
      const workerClass = this.nameOf(pid);
      const arbiter = (length > 1 ? this.parents.get(pid) : listener?.pid) ?? pid;
      return [
        { ...own, kind: 'worker.booting', arbiter, workerClass, age: i + 1 },
        { ...own, kind: 'worker.booted' },
      ] as const;
    });
  }

  /** Who serves when this one does: it, and those whom the same server has born beside it, in the order of their pids. */
  private crewOf(pid: number): readonly number[] {
    const parent = this.parents.get(pid) ?? 0;
    const name = this.names.get(pid);
    if (this.names.get(parent) !== name) return [pid];
    const twin = (other: number): boolean =>
      other === pid || (this.names.get(other) === name && !this.serving.has(other) && !this.ranked.has(other));
    return [...this.parents].flatMap(([other, its]) => (its === parent && twin(other) ? [other] : []));
  }

  /** A shell that became Python still bears the shell's words. */
  private nameOf(pid: number): string {
    const name = this.names.get(pid) ?? '';
    return this.pythons.has(pid) && SHELLS.has(name) ? 'python3' : name;
  }

  /** A thread that has nothing in hand and does something for the project, or listens to a customer, has taken the next. */
  private taken(event: EventOf<'python.ran' | 'python.blocked'>, pid: number, tid: number): readonly Told[] {
    if (event.kind === 'python.blocked' && event.file === '' && event.what !== 'net.recv') return [];
    const mine = [...this.open].filter(([, one]) => one.pid === pid);
    if (mine.some(([, one]) => one.tid === tid)) return [];
    const next = mine.find(([, one]) => one.tid === null);
    if (next === undefined) return [];
    const [conn, one] = next;
    one.tid = tid;
    const { at, seq, cause } = event;
    return [{ kind: 'worker.request', pid, tid, conn, req: one.req, method: '', target: '', at, seq, cause }];
  }

  private left(event: TraceEvent, conn: number): readonly Told[] {
    const one = this.open.get(conn);
    if (one === undefined) return [];
    this.open.delete(conn);
    const { at, seq, cause } = event;
    return [{ kind: 'worker.done', pid: one.pid, tid: one.tid ?? 0, conn, req: one.req, at, seq, cause }];
  }
}

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'sudo', 'init', 'systemd']);

/** `python3 serve.py` is `serve.py`: what was started, not what reads it. */
function startedAs(argv: readonly string[]): string {
  const words = argv.map((word) => word.split('/').at(-1) ?? word);
  return words.find((word) => !/^(python[\d.]*|-.*)$/.test(word)) ?? words[0] ?? '';
}
