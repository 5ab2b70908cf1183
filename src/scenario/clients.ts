import { assert } from '../base/assert.ts';
import { latin1 } from '../base/bytes.ts';
import type { BrowserPlan } from '../programs/client/browser/plan.ts';
import { loadClient, type LoadPlan } from '../programs/client/load.ts';
import type { ScriptRequest } from '../programs/client/script-request.ts';
import type { Program } from '../machine/world.ts';
import { contentBytes } from './content.ts';
import { extras } from './extras-slot.ts';
import type { LoadSpec, RunInput } from './schema.ts';

const micros = (ms: number): number => Math.round(ms * 1000);

/** A scenario's load as the client program takes it. `until`: µs after ready, when the last request may be due. */
function loadPlan(load: LoadSpec, until: number): LoadPlan {
  return {
    client: load.client,
    kind: load.kind,
    count: load.count,
    every: Math.max(1, micros(load.everyMs)),
    rate: load.rate,
    users: load.users,
    think: micros(load.thinkMs),
    list: load.atMs.map(micros),
    stopAfter: Math.max(0, until - micros(load.startMs)),
    to: load.to,
    hostHeader: load.hostHeader ?? null,
    targets: targetsOf(load),
    keepalive: load.keepalive,
    slowUpload: load.slowUpload ? { pieces: load.slowUpload.pieces, every: micros(load.slowUpload.everyMs) } : null,
    slowReader: load.slowReader ? { bytes: load.slowReader.bytes, every: micros(load.slowReader.everyMs) } : null,
    giveUp: load.giveUpMs === null ? null : micros(load.giveUpMs),
  };
}

function targetsOf({ targets }: LoadSpec): BrowserPlan['targets'] {
  if (targets === undefined)
    return [{ path: '/', method: 'GET', headers: [], body: null, weight: 1, subresources: [] }];
  return targets.map((t) => ({ ...t, body: t.body === undefined ? null : contentBytes(t.body) }));
}

/** The same for visitors with browsers. */
function browserPlan(load: LoadSpec, until: number): BrowserPlan {
  const { favicon, people } = load.browser;
  return { ...loadPlan(load, until), targets: targetsOf(load), favicon: favicon ?? true, people: people ?? 'new' };
}

/** A load as a program of the machine that it comes from. */
export function visitors(load: LoadSpec, until: number): Program {
  if (load.agent === 'plain') return loadClient(loadPlan(load, until));
  const browser = extras()?.browser;
  assert(browser !== undefined, 'the browser was not brought along (extras-slot.ts)');
  return browser(browserPlan(load, until));
}

/** A scripted request, with its time made absolute. */
export function scriptRequest(input: RunInput & { readonly kind: 'request' }, t0: number): ScriptRequest {
  const raw = input.rawParts ?? (input.raw === undefined ? null : [[0, input.raw] as const]);
  return {
    id: input.id,
    at: t0 + input.at,
    to: input.to,
    method: input.method,
    target: input.target,
    http: input.http,
    host: input.host ?? null,
    headers: input.headers,
    body: input.body === undefined ? null : contentBytes(input.body),
    bodyParts: input.bodyParts?.map(([delay, part]) => [delay, contentBytes(part)] as const) ?? null,
    chunked: input.chunked,
    rawParts: raw?.map(([delay, text]) => [delay, latin1(text)] as const) ?? null,
    readUntilClose: input.readUntilClose,
    abortAt: input.abortAt ?? null,
    abortHow: input.abortHow,
    timeout: input.timeout,
    linger: input.linger ?? null,
    hold: input.hold ?? null,
    source: input.source ?? null,
    readDelay: input.readDelay ?? null,
    receiveBuffer: input.receiveBuffer ?? null,
    expect100: input.expect100,
    shutdownWrite: input.shutdownWrite,
    tls: input.tls ?? null,
    ws: input.ws === undefined ? null : input.ws.map(([kind, ...rest]) => [String(kind), ...rest] as const),
  };
}
