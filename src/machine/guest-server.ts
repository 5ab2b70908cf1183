import { latin1 } from '../base/bytes.ts';
import { TextMemo } from '../base/memo.ts';
import { errnoNumber, SysError } from './errno.ts';
import type { ImmediateCall } from './guest-kernel.ts';
import { sendNow } from './guest-net.ts';
import { int, text } from './guest-values.ts';
import type { Headers } from '../trace/events.ts';
import type { Sys } from './sys.ts';
import { UNPLACED } from '../trace/time.ts';

/**
 * What the drivers of Python servers say about the learner's application, for the trace alone: nothing is decided by it.
 *
 * | call | arguments |
 * |---|---|
 * | `app.called` | fd, scope: an ASGI call begins; answers the call's number |
 * | `app.parked`, `app.resumed` | call, and for parked file, line, what |
 * | `app.due` | call, µs since the epoch: when what it is parked for is ready |
 * | `app.returned` | call |
 * | `app.responded` | call, fd, status, reason, headers as lines `name: value` |
 * | `app.block` | call, bytes |
 * | `app.write` | call, fd, head, data, block, and perhaps the last three of `app.responded`, which is then told first: send the head, then the data (latin-1 text), as far as there is room; answers how many bytes were taken, or the negative of errno when the head could not be sent. `block` ≥ 0 says that the data is a block of the application's, of so many bytes |
 * | `app.raised` | call, type, message, traceback, file, line, column |
 * | `app.error_page` | fd, status: the server answers itself |
 */
export const serverCalls: Readonly<Record<string, ImmediateCall>> = {
  'app.called': (sys, [fd, scope], tid) => {
    const file = sys.process.fds.has(int(fd)) ? sys.process.fds.get(int(fd)).description : null;
    const req = file?.kind === 'stream' ? sys.net.traceOf(int(fd)).req : 0;
    const environ = text(scope).slice(0, sys.world.sim.limits.tracedBytes);
    const call = ++sys.world.callIds;
    sys.emit({
      kind: 'app.called',
      pid: sys.pid,
      tid,
      call,
      req,
      via: 'asgi',
      environ,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    return call;
  },
  'app.parked': (sys, [call, file, line, what]) => {
    sys.emit({
      kind: 'app.parked',
      call: int(call),
      pid: sys.pid,
      file: text(file),
      line: int(line),
      what: text(what),
    });
    return null;
  },
  'app.due': (sys, [call, due]) => {
    sys.emit({ kind: 'app.due', call: int(call), pid: sys.pid, due: sys.now + int(due) - sys.clock });
    return null;
  },
  'app.resumed': (sys, [call]) => {
    sys.emit({ kind: 'app.resumed', call: int(call), pid: sys.pid });
    return null;
  },
  'app.returned': (sys, [call]) => {
    sys.emit({ kind: 'app.returned', call: int(call), pid: sys.pid, seq: 0, at: UNPLACED, cause: 0 });
    return null;
  },
  'app.responded': (sys, [call, fd, status, reason, headers], tid) => {
    responded(sys, tid, int(call), int(fd), int(status), text(reason), text(headers));
    return null;
  },
  'app.block': (sys, [call, size]) => {
    sys.emit({ kind: 'app.block', call: int(call), pid: sys.pid, bytes: int(size), seq: 0, at: UNPLACED, cause: 0 });
    return null;
  },
  'app.write': (sys, [call, fd, head, data, block, status, reason, headers], tid) => {
    if (typeof status === 'number') responded(sys, tid, int(call), int(fd), status, text(reason), text(headers));
    const first = text(head);
    const taken = first === '' ? 0 : sendHead(sys, int(fd), first);
    if (taken < first.length) return taken;
    if (int(block) >= 0)
      sys.emit({ kind: 'app.block', call: int(call), pid: sys.pid, bytes: int(block), seq: 0, at: UNPLACED, cause: 0 });
    return taken + sendNow(sys, int(fd), latin1(text(data)));
  },
  'app.raised': (sys, [call, type, message, traceback, file, line, column]) => {
    const { pid } = sys;
    const where = { traceback: text(traceback), file: text(file), line: int(line) };
    sys.emit({ kind: 'app.raised', call: int(call), pid, error: `${text(type)}: ${text(message)}`, ...where });
    sys.emit({ kind: 'python.error', pid, error: text(type), message: text(message), ...where, column: int(column) });
    return null;
  },
  'app.error_page': (sys, [fd, status], tid) => {
    answered(sys, tid, int(fd), int(status), 'server');
    return null;
  },
};

/** How much of it was taken; the negative of errno when nothing can be sent any more. */
function sendHead(sys: Sys, fd: number, head: string): number {
  try {
    return sendNow(sys, fd, latin1(head));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return -errnoNumber(error.errno);
  }
}

/** What applications have said before: they say the same again and again. */
const said = new TextMemo<Headers>();

function headerLines(lines: string): Headers {
  if (lines === '') return [];
  const parted = (line: string): readonly [string, string] => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  };
  return said.get(lines) ?? said.set(lines, lines.split('\n').map(parted));
}

function responded(
  sys: Sys,
  tid: number,
  call: number,
  fd: number,
  status: number,
  reason: string,
  headers: string,
): void {
  sys.emit({
    kind: 'app.responded',
    call,
    pid: sys.pid,
    status,
    reason,
    headers: headerLines(headers),
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
  answered(sys, tid, fd, status, 'app');
}

function answered(sys: Sys, tid: number, fd: number, status: number, by: 'app' | 'server'): void {
  const file = sys.process.fds.has(fd) ? sys.process.fds.get(fd).description : null;
  if (file?.kind === 'stream')
    sys.emit({
      kind: 'worker.response',
      pid: sys.pid,
      tid,
      ...sys.net.traceOf(fd),
      status,
      by,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
}
