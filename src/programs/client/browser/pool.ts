/**
 * A browser's connections: at most six to one server (scheme, name and port) over HTTP/1.1, kept open and used again, one
 * request at a time. What finds all six busy waits its turn, in the order in which the page asked. Six is Chromium's and
 * Firefox's number; RFC 9112 section 9.4 asks for restraint and names none.
 */
import type { Eff, Task } from '../../../engine/task.ts';
import type { Cond } from '../../../engine/cond.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { originOf, type WebUrl } from '../../../protocols/web/url.ts';
import { resolveAddress } from '../address.ts';
import { connectFailure } from '../failure.ts';
import type { BrowserFailure } from './failure.ts';
import type { BrowserSecurity } from './security.ts';

const PER_SERVER = 6;

interface Group {
  /** Connected, or being connected. */
  open: number;
  /** Kept and unused, with who watches whether the server closes them. */
  readonly idle: Map<number, Task>;
  readonly waiting: object[];
  readonly changed: Cond;
}

export type Taken =
  | { readonly ok: true; readonly fd: number; readonly reused: boolean }
  | { readonly ok: false; readonly failure: BrowserFailure };

export class Pool {
  private readonly groups = new Map<string, Group>();
  private readonly all = new Map<number, Group>();

  constructor(
    private readonly sys: Sys,
    private readonly security: BrowserSecurity,
    /** Where a name leads that the network does not know: `address:port` by `host:port`. */
    private readonly known: ReadonlyMap<string, string>,
  ) {}

  /** A connection to the server of this address: a kept one, or a new one. */
  *take(url: WebUrl, req: number): Eff<Taken> {
    const group = this.group(url);
    yield* this.turn(group, req);
    for (const [fd, watcher] of group.idle) {
      this.sys.world.sim.cancel(watcher);
      group.idle.delete(fd);
      return { ok: true, fd, reused: true };
    }
    group.open++;
    let fd: number | null = null;
    let given = false;
    try {
      const address = resolveAddress(this.sys, this.addressOf(url));
      if (address === null) return { ok: false, failure: 'unknown-host' };
      fd = yield* this.sys.net.connect(address, { req });
      const failure = url.scheme === 'https' ? yield* this.security.over(fd, url) : null;
      if (failure !== null) return { ok: false, failure };
      given = true;
      this.all.set(fd, group);
      return { ok: true, fd, reused: false };
    } catch (error) {
      return { ok: false, failure: connectFailure(error) };
    } finally {
      if (!given) this.gone(group, fd);
    }
  }

  /** Wait until a connection is free or may be made, and nobody was here before. */
  private *turn(group: Group, req: number): Eff<void> {
    const free = (): boolean => group.idle.size > 0 || group.open < PER_SERVER;
    if (group.waiting.length === 0 && free()) return;
    const place = {};
    group.waiting.push(place);
    this.sys.emit({ kind: 'request.held', req, limit: PER_SERVER });
    try {
      while (group.waiting[0] !== place || !free()) yield group.changed;
    } finally {
      group.waiting.splice(group.waiting.indexOf(place), 1);
      group.changed.notifyAll();
    }
  }

  /** The answer is complete: keep the connection for the next request, or close it. */
  give(fd: number, keep: boolean): void {
    const group = this.all.get(fd);
    if (group === undefined) return;
    if (!keep) return this.close(fd);
    group.idle.set(fd, this.sys.thread('idle connection', this.watch(fd)));
    group.changed.notifyAll();
  }

  /** A server that closes a kept connection is believed at once. */
  private *watch(fd: number): Eff<void> {
    try {
      yield* this.sys.net.recv(fd, 1);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    this.all.get(fd)?.idle.delete(fd);
    this.close(fd);
  }

  close(fd: number): void {
    const group = this.all.get(fd);
    if (group === undefined) return;
    this.all.delete(fd);
    this.gone(group, fd);
  }

  /** All that nobody uses: what is in use is closed by whoever is told to stop. */
  closeIdle(): void {
    for (const group of this.groups.values()) {
      for (const [fd, watcher] of group.idle) {
        this.sys.world.sim.cancel(watcher);
        group.idle.delete(fd);
        this.close(fd);
      }
    }
  }

  private gone(group: Group, fd: number | null): void {
    const { sys } = this;
    if (fd !== null && sys.process.fds.has(fd)) {
      sys.net.farewell(fd);
      sys.fs.close(fd);
    }
    group.open--;
    group.changed.notifyAll();
  }

  private addressOf(url: WebUrl): string {
    const host = url.host.includes(':') ? `[${url.host}]` : url.host;
    return `${url.scheme}://${this.known.get(url.host) ?? host}:${url.port}`;
  }

  private group(url: WebUrl): Group {
    const origin = originOf(url);
    const found = this.groups.get(origin);
    if (found) return found;
    const made = { open: 0, idle: new Map<number, Task>(), waiting: [], changed: this.sys.cond() };
    this.groups.set(origin, made);
    return made;
  }
}
