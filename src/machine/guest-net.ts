import { type Errno, SysError } from './errno.ts';
import type { ImmediateCall } from './guest-kernel.ts';
import type { GuestValue } from './guest-port.ts';
import { BLOCK, bytes, int, intOr, pairs, text } from './guest-values.ts';
import type { Address } from './network.ts';
import type { Sys } from './sys.ts';

const IN = 1;
const OUT = 4;
const ERR = 8;
const HUP = 16;

/** `[host, port]` or a path, as the arguments after the descriptor. Names are looked up in the host's own table. */
export function addressOf(sys: Sys, fd: number, host: GuestValue | undefined, port: GuestValue | undefined): Address {
  const { description } = sys.process.fds.get(fd);
  if (description.kind === 'socket' && description.family === 'unix') return { family: 'unix', path: text(host) };
  const name = text(host);
  const ip = name === '' ? '0.0.0.0' : sys.net.resolve(name)[0];
  if (ip === undefined) throw new SysError('EINVAL', name);
  return { family: 'tcp', ip, port: int(port) };
}

function socket(sys: Sys, family: string): number {
  const fd = sys.net.socket();
  const { description } = sys.process.fds.get(fd);
  if (description.kind === 'socket')
    description.family = family === 'unix' ? 'unix' : family === 'inet6' ? 'tcp6' : 'tcp';
  return fd;
}

/** `127.0.0.1:80` → ['127.0.0.1', 80]; `unix:/x` → '/x'. */
function nameOf(address: string): GuestValue {
  if (address === '' || /^(?:unix:|[/@])/.test(address)) return address.replace(/^unix:/, '');
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon).replace(/^\[|\]$/g, ''), Number(address.slice(colon + 1))];
}

/** What is ready now of [[fd, mask] …]. */
export function ready(sys: Sys, interests: readonly [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [fd, mask] of interests) {
    const { description: d } = sys.process.fds.get(fd);
    let got = 0;
    if (mask & IN && sys.net.pollNow([{ fd, read: true }]).length > 0) got |= IN;
    if (mask & OUT && sys.net.pollNow([{ fd, write: true }]).length > 0) got |= OUT;
    if (d.kind === 'stream' && d.end.error) got |= ERR | HUP;
    if (d.kind === 'socket' && d.error) got |= ERR | (mask & OUT);
    if (got !== 0) found.push([fd, got]);
  }
  return found;
}

/** So many looks in vain at one instant take time on a real machine: about a microsecond each. */
const LOOKS = 100;
export const SPIN = 100;
const looks = new WeakMap<object, { readonly at: number; n: number }>();

/** Does the process look again and again, and wait for time itself to pass? A loop that rounds its timeout down to 0 does. */
function spinning(sys: Sys): boolean {
  const last = looks.get(sys.process);
  if (last?.at !== sys.now) looks.set(sys.process, { at: sys.now, n: 1 });
  else last.n++;
  return last?.at === sys.now && last.n >= LOOKS;
}

export function acceptNow(sys: Sys, fd: number): GuestValue | null {
  const accepted = sys.net.acceptNow(fd);
  return accepted === null ? null : [accepted, nameOf(sys.net.peerName(accepted))];
}

/** Take some bytes of what is to be sent; 0 when there is no room. */
export const sendNow = (sys: Sys, fd: number, data: Uint8Array): number =>
  data.length === 0 ? 0 : sys.net.sendNow(fd, data, sys.net.traceOf(fd).req);

function startConnect(sys: Sys, fd: number, to: Address): void {
  const file = sys.process.fds.get(fd);
  const d = file.description;
  if (d.kind !== 'socket') throw new SysError('EISCONN');
  d.connecting = true;
  sys.thread(
    'connect',
    (function* connect() {
      try {
        const conn = yield* sys.world.network.connect(sys.process, to, {});
        file.description = { kind: 'stream', conn, end: conn.up };
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        d.error = error.errno;
        d.connecting = false;
      }
      sys.process.socketChanged.notifyAll();
    })(),
  );
}

function takeError(sys: Sys, fd: number): GuestValue {
  const { description: d } = sys.process.fds.get(fd);
  const error: Errno | null = d.kind === 'socket' ? d.error : d.kind === 'stream' ? d.end.error : null;
  if (d.kind === 'socket') d.error = null;
  return error ?? 0;
}

function getaddrinfo(sys: Sys, name: string, port: number): GuestValue {
  const found = name === '' ? ['0.0.0.0'] : sys.net.resolve(name);
  if (found.length === 0) throw new SysError('ENOENT', name);
  return found.map((ip) => [ip.includes(':') ? 'inet6' : 'inet', [ip, port]]);
}

/** Sockets as Python sees them: see SYSCALLS.md in the room `python`. */
export const netCalls: Readonly<Record<string, ImmediateCall>> = {
  'net.socket': (sys, [family]) => socket(sys, text(family)),
  'net.bind': (sys, [fd, host, port]) => {
    sys.net.bind(int(fd), addressOf(sys, int(fd), host, port));
    return null;
  },
  'net.listen': (sys, [fd, backlog]) => {
    sys.net.startListening(int(fd), intOr(backlog, 128));
    return null;
  },
  'net.accept': (sys, [fd]) => acceptNow(sys, int(fd)) ?? BLOCK,
  'net.connect': () => BLOCK,
  'net.connect.start': (sys, [fd, host, port]) => {
    startConnect(sys, int(fd), addressOf(sys, int(fd), host, port));
    return null;
  },
  'net.error': (sys, [fd]) => takeError(sys, int(fd)),
  'net.send': (sys, [fd, data]) => {
    const n = sendNow(sys, int(fd), bytes(data));
    return n > 0 || bytes(data).length === 0 ? n : BLOCK;
  },
  'net.recv': (sys, [fd, n]) => sys.net.recvNow(int(fd), Math.max(1, int(n))) ?? BLOCK,
  'net.peek': (sys, [fd, n]) => sys.net.peekNow(int(fd), int(n)) ?? BLOCK,
  'net.shutdown': (sys, [fd, how]) => {
    if (how !== 'rd') sys.net.shutdown(int(fd));
    return null;
  },
  'net.close': (sys, [fd]) => {
    sys.fs.close(int(fd));
    return null;
  },
  'net.abort': (sys, [fd]) => {
    sys.net.abort(int(fd));
    return null;
  },
  'net.dup': (sys, [fd]) => sys.fs.dup(int(fd)),
  'net.pair': (sys) => sys.net.pair(),
  'net.poll': (sys, [interests, timeout]) => {
    const found = ready(sys, pairs(interests));
    return found.length > 0 || (timeout === 0 && !spinning(sys)) ? found : BLOCK;
  },
  'net.getaddrinfo': (sys, [host, port]) => getaddrinfo(sys, text(host), intOr(port, 0)),
  'net.sockname': (sys, [fd]) => nameOf(sys.net.localName(int(fd))),
  'net.peername': (sys, [fd]) => nameOf(sys.net.peerName(int(fd))),
};
