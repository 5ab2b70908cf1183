import type { Guest, GuestKernel, GuestStep, GuestValue, Immediate, SyscallOutcome } from '../machine/guest-port.ts';

/** For tests of this room: a machine of the least, with one endless core per thread. Times are virtual µs. */
export interface FakeTask {
  readonly stack: number;
  readonly pid: number;
  readonly tid: number;
  readonly steps: GuestStep[];
  /** When it ended. */
  at: number;
  result: GuestStep | null;
}

interface Due {
  readonly at: number;
  readonly seq: number;
  readonly task: FakeTask;
  readonly go: () => Promise<GuestStep | null>;
}

interface Waiter {
  readonly task: FakeTask;
  readonly lock: number | null;
  readonly call: string;
  readonly args: readonly GuestValue[];
  done: boolean;
}

type FakeFile = { mode: number; data: Uint8Array; target?: string; mtime: number };
/** What a call of this machine answers: a value, an error, or that it has to wait. */
class Refused {
  constructor(readonly outcome: SyscallOutcome) {}
}
const BLOCK = Symbol('block');
type Answer = GuestValue | Refused | typeof BLOCK;
type Call = (pid: number, tid: number, args: readonly GuestValue[]) => Answer;
const text = (value: GuestValue | undefined): string => (typeof value === 'string' ? value : '');

const START = 1_800_000_000_000_000;
const errno = (name: string, message: string): Refused => new Refused({ kind: 'errno', errno: name, message });
const NOENT = errno('ENOENT', 'No such file or directory');

export class FakeMachine implements GuestKernel {
  now = 0;
  readonly files = new Map<string, FakeFile>();
  readonly output = new Map<number, string>();
  readonly notes: string[] = [];
  readonly tasks: FakeTask[] = [];
  /** Answered before the table: for a test's own calls. */
  readonly calls: Record<string, Call> = {};
  /** Asked at each wait: an outcome other than the usual one. */
  interrupt: ((task: FakeTask, call: string) => SyscallOutcome | null) | null = null;
  readonly waiters: Waiter[] = [];
  private readonly wakes = new Map<string, number>();
  private readonly fds = new Map<number, string>();
  private queue: Due[] = [];
  private seq = 0;
  private stacks = 0;
  private tids = 0;
  private nextFd = 3;
  private chance = 1;

  constructor(readonly guest: Guest) {
    for (const dir of ['/home', '/home/app', '/tmp', '/etc', '/var', '/run', '/srv', '/opt', '/root']) this.mkdir(dir);
    guest.attach(this);
  }

  epochMicros(): number {
    return START + this.now;
  }

  mkdir(path: string): void {
    this.files.set(path, { mode: 0o40755, data: new Uint8Array(0), mtime: this.epochMicros() });
  }

  write(path: string, text: string): void {
    this.files.set(path, { mode: 0o100644, data: new TextEncoder().encode(text), mtime: this.epochMicros() });
  }

  async start(
    pid: number,
    extra: { env?: Record<string, string>; argv?: string[]; forkOf?: number } = {},
  ): Promise<void> {
    const { env = {}, argv = ['app'], forkOf } = extra;
    const process = { pid, ppid: 1, argv, command: argv, env: { PYTHONPATH: '/home/app', ...env }, cwd: '/home/app' };
    await this.guest.step({ op: 'start', process: forkOf === undefined ? process : { ...process, forkOf } });
  }

  call(pid: number, fn: string, args: readonly GuestValue[] = [], at = this.now, tid = 0): FakeTask {
    const stack = ++this.stacks;
    const task: FakeTask = { stack, pid, tid, steps: [], at: 0, result: null };
    this.tasks.push(task);
    this.due(at, task, () => this.guest.step({ op: 'call', stack, pid, tid, fn, args }));
    return task;
  }

  /** Call and run until it has ended; its value, or an error with Python's traceback. */
  async value(pid: number, fn: string, args: readonly GuestValue[] = []): Promise<GuestValue> {
    const task = this.call(pid, fn, args);
    await this.run(() => task.result !== null);
    if (task.result?.kind === 'returned') return task.result.value;
    throw new Error(task.result?.kind === 'raised' ? task.result.error.traceback : 'never ended');
  }

  async run(until: () => boolean = () => false): Promise<void> {
    while (!until()) {
      this.queue.sort((a, b) => a.at - b.at || a.seq - b.seq);
      const due = this.queue.shift();
      if (!due) return;
      this.now = Math.max(this.now, due.at);
      const step = await due.go();
      if (step) this.took(due.task, step);
    }
  }

  resume(task: FakeTask, outcome: SyscallOutcome, at = this.now): void {
    this.due(at, task, () => this.guest.step({ op: 'resume', stack: task.stack, outcome }));
  }

  private due(at: number, task: FakeTask, go: () => Promise<GuestStep | null>): void {
    this.queue.push({ at, seq: ++this.seq, task, go });
  }

  private took(task: FakeTask, step: GuestStep): void {
    task.steps.push(step);
    const waited = (step.waits ?? []).reduce((us, w) => us + w.cpu + Number(w.call === 'sleep' ? w.args[0] : 0), 0);
    const at = this.now + step.cpu + waited;
    if (step.kind !== 'blocked') {
      task.result = step;
      task.at = at;
      return;
    }
    const special = this.interrupt?.(task, step.call);
    if (special) this.resume(task, special, at);
    else this.wait(task, step.call, step.args, at);
  }

  private wait(task: FakeTask, call: string, args: readonly GuestValue[], at: number): void {
    const [first, timeout] = args;
    if (call === 'sleep' || call === 'cpu') {
      this.resume(task, { kind: 'value', value: null }, at + Number(first));
      return;
    }
    if (call === 'exit') return;
    const lock =
      call === 'lock.wait' ? Number(first) : call === 'net.poll' && args[2] !== null ? Number(args[2]) : null;
    const seen = call === 'lock.wait' ? args[2] : args[3];
    if (lock !== null && typeof seen === 'number' && (this.wakes.get(`${task.pid}/${lock}`) ?? 0) > seen) {
      this.resume(task, { kind: 'value', value: call === 'lock.wait' ? true : [] }, at);
      return;
    }
    const waiter: Waiter = { task, lock, call, args, done: false };
    this.waiters.push(waiter);
    if (typeof timeout === 'number' && (call === 'lock.wait' || call === 'net.poll')) {
      this.due(at + timeout, task, async () =>
        waiter.done ? null : this.wake(waiter, call === 'lock.wait' ? false : []),
      );
    }
  }

  private wake(waiter: Waiter, value: GuestValue): null {
    waiter.done = true;
    this.waiters.splice(this.waiters.indexOf(waiter), 1);
    this.resume(waiter.task, { kind: 'value', value });
    return null;
  }

  /** Something that sockets wait for has changed: ask each of them again. */
  changed(): void {
    for (const waiter of this.waiters.slice()) {
      if (!waiter.call.startsWith('net.') || waiter.done) continue;
      const answer = this.syscall(waiter.task.pid, waiter.task.tid, waiter.call, waiter.args);
      if (answer !== 'block') {
        waiter.done = true;
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        this.resume(waiter.task, answer);
      }
    }
  }

  syscall(pid: number, tid: number, name: string, args: readonly GuestValue[]): Immediate {
    const call = this.calls[name] ?? this.table[name];
    const answer = call ? call(pid, tid, args) : errno('ENOSYS', `Function not implemented: ${name}`);
    if (answer === BLOCK) return 'block';
    return answer instanceof Refused ? answer.outcome : { kind: 'value', value: answer };
  }

  private readonly table: Record<string, Call> = {
    write: (pid, _tid, [, bytes]) => {
      const text = new TextDecoder().decode(bytes as Uint8Array);
      this.output.set(pid, (this.output.get(pid) ?? '') + text);
      return (bytes as Uint8Array).length;
    },
    random: (_pid, _tid, [n]) =>
      Uint8Array.from({ length: Number(n) }, () => (this.chance = (this.chance * 48271) % 2147483647) & 255),
    note: (_pid, _tid, args) => (this.notes.push(args.map(text).join(': ')), null),
    cpus: () => 2,
    umask: () => 0o22,
    getuid: () => [1000, 1000, 1000, 1000],
    hostname: () => 'web1',
    kill: () => null,
    'signal.register': () => null,
    'signal.pending': () => [],
    'thread.start': (pid, _tid, [entry]) => {
      const tid = ++this.tids;
      this.call(pid, 'gd.threads:run', [entry ?? null], this.now, tid);
      return tid;
    },
    'lock.wake': (pid, _tid, [lock, count]) => {
      this.wakes.set(`${pid}/${Number(lock)}`, (this.wakes.get(`${pid}/${Number(lock)}`) ?? 0) + 1);
      const found = this.waiters.filter((w) => w.lock === lock && w.task.pid === pid);
      const woken = Number(count) < 0 ? found : found.slice(0, Number(count));
      for (const waiter of woken) this.wake(waiter, waiter.call === 'lock.wait' ? true : []);
      return woken.length;
    },
    'net.poll': (_pid, _tid, [, timeout]) => (timeout === 0 ? [] : BLOCK),
    'fs.stat': (_pid, _tid, [path]) => this.stat(text(path)),
    'fs.lstat': (_pid, _tid, [path]) => this.stat(text(path)),
    'fs.readdir': (_pid, _tid, [path]) => {
      const start = `${text(path)}/`;
      return [...this.files.keys()]
        .filter((p) => p.startsWith(start) && !p.slice(start.length).includes('/'))
        .map((p) => p.slice(start.length));
    },
    'fs.open': (_pid, _tid, [path, flags]) => {
      const name = text(path);
      if (!this.files.has(name)) {
        if ((Number(flags) & 64) === 0) return NOENT;
        if (!name.startsWith('/home/app') && !name.startsWith('/tmp')) return errno('EACCES', 'Permission denied');
        this.write(name, '');
      }
      this.fds.set(++this.nextFd, name);
      return this.nextFd;
    },
    'fs.close': (_pid, _tid, [fd]) => (this.fds.delete(Number(fd)) ? null : null),
    'fs.read': (_pid, _tid, [fd, n, at]) => this.file(fd).data.slice(Number(at), Number(at) + Number(n)),
    'fs.write': (_pid, _tid, [fd, bytes, at]) => {
      const file = this.file(fd);
      const data = bytes as Uint8Array;
      const offset = Number(at) < 0 ? file.data.length : Number(at);
      const grown = new Uint8Array(Math.max(file.data.length, offset + data.length));
      grown.set(file.data);
      grown.set(data, offset);
      file.data = grown;
      file.mtime = this.epochMicros();
      return data.length;
    },
    'fs.truncate': (_pid, _tid, [path, size]) => {
      const file = this.files.get(text(path));
      if (!file) return NOENT;
      file.data = file.data.slice(0, Number(size));
      return null;
    },
    'fs.mkdir': (_pid, _tid, [path]) => (this.mkdir(text(path)), null),
    'fs.unlink': (_pid, _tid, [path]) => (this.files.delete(text(path)) ? null : NOENT),
    'fs.rmdir': (_pid, _tid, [path]) => (this.files.delete(text(path)) ? null : NOENT),
    'fs.chmod': (_pid, _tid, [path, mode]) => {
      const file = this.files.get(text(path));
      if (file) file.mode = (file.mode & 0o170000) | Number(mode);
      return file ? null : NOENT;
    },
    'fs.utime': () => null,
    'fs.rename': (_pid, _tid, [from, to]) => {
      const file = this.files.get(text(from));
      if (!file) return NOENT;
      this.files.delete(text(from));
      this.files.set(text(to), file);
      return null;
    },
    'fs.symlink': (_pid, _tid, [target, path]) => {
      this.files.set(text(path), { mode: 0o120777, data: new Uint8Array(0), target: text(target), mtime: 0 });
      return null;
    },
    'fs.readlink': (_pid, _tid, [path]) => this.files.get(text(path))?.target ?? errno('EINVAL', 'Invalid argument'),
  };

  private file(fd: GuestValue | undefined): FakeFile {
    const file = this.files.get(this.fds.get(Number(fd)) ?? '');
    if (!file) throw new Error(`no file behind fd ${Number(fd)}`);
    return file;
  }

  private stat(path: string): Answer {
    const file = this.files.get(path);
    if (!file) return NOENT;
    return [file.mode, file.data.length, 1000, 1000, file.mtime, 7, 1];
  }
}
