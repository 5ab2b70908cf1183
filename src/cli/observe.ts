/** What a finished run looked like from outside, in the recordings' format. Seconds since ready, in steps of 0.05. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { concat, EMPTY, fromLatin1, fromUtf8, type Bytes } from '../base/bytes.ts';
import { toBase64 } from '../base/base64.ts';
import { isBoss, type CommandState, type Run, type ServerState } from '../scenario/run.ts';
import type { Case } from './case.ts';
import { masks, Normaliser } from './normalise.ts';
import type { CommandObservation, Headers, Observation, RequestObservation, ServerObservation } from './observation.ts';
import { readLogs } from './read-logs.ts';

type Outcome = Run['requests'] extends ReadonlyMap<string, infer T> ? T : never;

/** Longer bodies are told by length and digest. */
const LONGEST_BODY = 6000;
/** Pieces of a body that are closer together than this are one. */
const PAUSE = 120_000;
const LONGEST_PIECE = 200;

export function observe(c: Case, run: Run): Observation {
  return new Observer(c, run).observation();
}

class Observer {
  private readonly text: Normaliser;
  private readonly t0: number;

  constructor(
    private readonly c: Case,
    private readonly run: Run,
  ) {
    this.text = new Normaliser(run, masks(c.mask));
    this.t0 = run.readyAt ?? 0;
  }

  observation(): Observation {
    const { run, c } = this;
    const map = <T, U>(of: ReadonlyMap<string, T>, f: (value: T, key: string) => U): Record<string, U> =>
      Object.fromEntries([...of].map(([key, value]) => [key, f(value, key)]));
    const logs = readLogs(run, c.collect ?? [], (line) => this.text.text(line));
    return {
      case: c.name,
      ...(run.requests.size > 0 ? { requests: map(run.requests, (r) => this.request(r)) } : {}),
      ...(run.servers.size > 0 ? { servers: map(run.servers, (s, id) => this.server(s, id)) } : {}),
      ...(run.commands.size > 0 ? { commands: map(run.commands, (s) => this.command(s)) } : {}),
      ...(run.probes.size > 0 ? { probes: map(run.probes, (p) => this.probe(p)) } : {}),
      ...(Object.keys(logs).length > 0 ? { logs } : {}),
    };
  }

  private seconds(at: number): number {
    return round(at - this.t0);
  }

  private request(o: Outcome): RequestObservation {
    const out: RequestObservation = { error: o.error, start: this.seconds(o.start), end: this.seconds(o.end) };
    if (o.head) this.head(out, o);
    else if (o.framing === 'http/0.9') out.framing = 'http/0.9';
    if (o.raw !== null) out.raw = this.text.text(o.head || !o.error ? fromLatin1(o.raw) : fromLatin1(o.raw).trimEnd());
    if (o.interim.length > 0) out.interim = o.interim.map((i) => [round(i.at - o.start), i.status, i.reason]);
    if (o.frames)
      out.frames = o.frames.map(([at, kind, ...rest]) => [
        round(at),
        kind,
        ...rest.map((x) => this.framePart(kind, x)),
      ]);
    if (o.firstByte !== null && o.end - o.firstByte > 100_000) out.first_byte = this.seconds(o.firstByte);
    if (o.sentAll !== null && o.sentAll - o.start > 100_000) out.sent_all_at = this.seconds(o.sentAll);
    if (o.serverClosedAfter !== undefined)
      out.server_closed_after = o.serverClosedAfter === null ? null : round(o.serverClosedAfter);
    if (o.idleClosed) out.idle_closed = true;
    if (o.reused) out.conn_reused = true;
    return out;
  }

  private framePart(kind: string, part: string | number): string | number {
    if (typeof part === 'number') return part;
    return kind === 'binary' ? toBase64(Uint8Array.from(part, (char) => char.charCodeAt(0))) : this.text.text(part);
  }

  private head(out: RequestObservation, o: Outcome): void {
    const { head } = o;
    if (!head) return;
    out.status = head.status;
    out.reason = head.reason;
    out.http = `${head.version.major}.${head.version.minor}`;
    const date = head.headers.find((h) => h.name.toLowerCase() === 'date')?.value;
    const headers: Headers = head.headers.map((h) => [h.name, this.text.headerValue(h.name, h.value, date)]);
    out.headers = headers;
    if (head.status === 101) return;
    if (o.framing !== null && o.framing !== 'http/0.9') out.framing = FRAMING[o.framing.type];
    if (out.framing === 'none') return;
    // The recorder has no body of an answer that it left itself.
    const pieces = o.error === 'aborted' ? [] : o.pieces;
    const body = pieces.length === 0 ? EMPTY : concat(pieces.map((p) => p.data));
    const gzip = head.headers.some((h) => h.name.toLowerCase() === 'content-encoding' && h.value === 'gzip');
    const plain = gzip ? unpacked(body) : null;
    if (plain) out.body_was = 'gzip';
    const changed = this.body(out, plain ?? body);
    if (changed || gzip) {
      for (const header of headers) if (header[0].toLowerCase() === 'content-length') header[1] = '<n>';
    }
    if (o.error !== 'aborted') this.pieces(out, o);
  }

  /** True when the normalised body is no longer what was sent. */
  private body(out: RequestObservation, body: Bytes): boolean {
    const text = strictUtf8(body);
    if (text !== null && text.length <= LONGEST_BODY) {
      out.body = this.text.text(text);
      return out.body !== text;
    }
    out.body_len = body.length;
    out.body_sha256 = createHash('sha256').update(body).digest('hex');
    if (text !== null) out.body_head = text.slice(0, 200);
    return false;
  }

  private pieces(out: RequestObservation, o: Outcome): void {
    const pieces: { at: number; last: number; parts: Bytes[] }[] = [];
    for (const { at, data } of o.pieces) {
      const open = pieces.at(-1);
      if (open && at - open.last <= PAUSE) {
        open.parts.push(data);
        open.last = at;
      } else pieces.push({ at, last: at, parts: [data] });
    }
    if (pieces.length < 2) return;
    out.pieces = pieces.map(({ at, parts }) => {
      const data = concat(parts);
      const text = strictUtf8(data);
      return [round(at - o.start), text !== null && data.length <= LONGEST_PIECE ? this.text.text(text) : data.length];
    });
  }

  private server(s: ServerState, id: string): ServerObservation {
    const { process, family, stopAt } = s;
    const ended = exitedAt(this.run, process.pid);
    const own = (pid: number): string => this.text.process(pid);
    const stop = stopAt ?? Infinity;
    const lines = (fd: 1 | 2) => this.lines(s, fd);
    const before = (fd: 1 | 2): [number | null, string][] =>
      lines(fd)
        .filter((l) => l.at < stop)
        .map((l) => [l.at < this.t0 ? null : this.seconds(l.at), l.text]);
    const after = (fd: 1 | 2): string[] =>
      lines(fd)
        .filter((l) => l.at >= stop)
        .map((l) => l.text);
    const out: ServerObservation = {
      exit: exitText(process.status),
      ...(stopAt === null
        ? { exited_at: ended !== null && ended < this.t0 ? ('boot' as const) : this.seconds(ended ?? this.t0) }
        : { stopped_in: round((ended ?? stopAt) - stopAt) }),
      children_seen: family.children.filter((pid) => !isBoss(family, pid)).length,
      children_at_end: s.aliveAtStop.map(own),
      stdout: before(1),
      stderr: before(2),
    };
    if (s.killed) out.had_to_be_killed = true;
    if (!s.ready && s.spec.startAt === undefined) out.not_ready = true;
    if (after(1).length > 0) out.stdout_at_stop = after(1);
    if (after(2).length > 0) out.stderr_at_stop = after(2);
    if (id === '') throw new Error('a server without an id');
    return out;
  }

  private lines(s: Pick<ServerState, 'family'>, fd: 1 | 2): { at: number; text: string }[] {
    const lines: { at: number; text: string }[] = [];
    let open = '';
    let last = 0;
    for (const part of s.family.output) {
      if (part.fd !== fd) continue;
      last = part.at;
      const [first = '', ...more] = part.text.split('\n');
      open += first;
      for (const next of more) {
        lines.push({ at: part.at, text: this.text.text(open) });
        open = next;
      }
    }
    if (open !== '') lines.push({ at: last, text: this.text.text(open) });
    return lines;
  }

  private command(s: CommandState): CommandObservation {
    const text = (fd: 1 | 2): string[] => {
      const all = s.family.output
        .filter((part) => part.fd === fd)
        .map((part) => part.text)
        .join('');
      const shown = this.text.text(all).replace(/\r/g, '\\r');
      const lines = shown.split('\n');
      const rest = lines.pop() ?? '';
      if (rest !== '') lines.push(`${rest}\\c`);
      const spec = this.c.commands?.find((one) => one.id === s.spec.id);
      return spec?.max_lines === undefined ? lines : lines.slice(0, spec.max_lines);
    };
    return {
      exit: s.timedOut ? 'timeout' : exitText(s.process.status),
      stdout: text(1),
      stderr: text(2),
      seconds: round((s.endedAt ?? s.startedAt) - s.startedAt),
    };
  }

  private probe(result: Run['probes'] extends ReadonlyMap<string, infer T> ? T : never): unknown {
    const name = (pid: number): string => this.text.process(pid).split('.').pop() ?? '';
    if ('workers' in result) return { workers: result.workers.map((pid) => this.text.process(pid)) };
    if ('users' in result) return { users: result.users.map(([pid, user, group]) => [name(pid), user, group]) };
    if ('threads' in result) return { threads: result.threads.map(([pid, n]) => [name(pid), n]) };
    if ('lines' in result) return { lines: result.lines.map((line) => this.text.text(line)) };
    return result;
  }
}

const FRAMING = { none: 'none', length: 'content-length', chunked: 'chunked', close: 'close' } as const;

/** µs to seconds in steps of 0.05. */
const round = (us: number): number => Number((Math.round(us / 50_000) * 0.05).toFixed(2));

const exitText = (status: CommandState['process']['status']): number | string =>
  status === null ? 'running' : (status.code ?? `signal:${status.signal}`);

function exitedAt(run: Run, pid: number): number | null {
  return run.sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === pid)?.at ?? null;
}

function strictUtf8(bytes: Bytes): string | null {
  const text = fromUtf8(bytes);
  return text.includes('\ufffd') && Buffer.from(text, 'utf8').compare(bytes) !== 0 ? null : text;
}

function unpacked(bytes: Bytes): Bytes | null {
  try {
    return gunzipSync(bytes);
  } catch {
    return null;
  }
}
