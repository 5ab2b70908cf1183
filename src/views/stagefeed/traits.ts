import type { RequestHistory, RunModel } from '../../projections/model.ts';
import type { RequestSnapshot } from '../stage/snapshot.ts';
import type { Stool } from './counter.ts';

/** What there is to say of requests besides where they are: one pass over the trace for all of them. */
export type Traits = Pick<RequestSnapshot, 'secure' | 'knocks' | 'slow' | 'talk'>;
interface Open {
  secure: boolean;
  knocks: { readonly from: number; readonly to: number }[];
  slow: { readonly from: number; to: number }[];
  talk: { readonly at: number; readonly dir: 'up' | 'down' }[];
  /** Pieces of the request's body so far. */
  lastUp: number | null;
}

/** A client that needs this long for the next piece is slow. */
const SLOW_US = 80_000;

class Gathering {
  readonly byReq = new Map<number, Open>();
  private readonly byConn = new Map<number, RequestHistory>();
  private readonly stalled = new Map<string, number>();

  constructor(
    private readonly model: RunModel,
    private readonly stools: ReadonlyMap<number, Stool>,
  ) {
    for (const request of model.requests) {
      const [conn] = request.conns;
      if (conn !== undefined) this.byConn.set(conn, request);
    }
  }

  of(req: number): Open {
    let traits = this.byReq.get(req);
    if (traits === undefined)
      this.byReq.set(req, (traits = { secure: false, knocks: [], slow: [], talk: [], lastUp: null }));
    return traits;
  }

  run(): void {
    for (const event of this.model.events) {
      switch (event.kind) {
        case 'conn.dropped':
          if (event.req !== undefined) this.of(event.req).knocks.push({ from: event.at, to: event.at + event.retry });
          break;
        case 'tls.started': {
          const request = this.byConn.get(event.conn);
          if (request) this.of(request.req).secure = true;
          break;
        }
        case 'conn.stalled': {
          const key = `${event.conn}/${event.dir}`;
          if (!this.stalled.has(key)) this.stalled.set(key, event.at);
          break;
        }
        case 'conn.sent': {
          const request = this.byConn.get(event.conn);
          if (request) this.sent(request, event);
          break;
        }
        default:
          break;
      }
    }
  }

  private sent(
    request: RequestHistory,
    { conn, dir, at }: { readonly conn: number; readonly dir: 'up' | 'down'; readonly at: number },
  ): void {
    const key = `${conn}/${dir}`;
    const since = this.stalled.get(key);
    this.stalled.delete(key);
    const traits = this.of(request.req);
    const openSince = this.stools.get(request.req)?.from;
    if (openSince !== undefined && at > openSince) {
      traits.talk.push({ at, dir });
      return;
    }
    if (since !== undefined && at - since >= SLOW_US) traits.slow.push({ from: since, to: at });
    if (dir === 'up') {
      // One stretch for an order that comes in pieces.
      const open = traits.slow.at(-1);
      if (traits.lastUp !== null && at - traits.lastUp >= SLOW_US) {
        if (open?.to === traits.lastUp) open.to = at;
        else traits.slow.push({ from: traits.lastUp, to: at });
      }
      traits.lastUp = at;
    }
  }
}

const NOTHING: Traits = {};

/** By number of the request; the lists are the same objects for the same trace, so that frames can share them. */
export function traitsOf(model: RunModel, stools: ReadonlyMap<number, Stool>): (request: RequestHistory) => Traits {
  const gathering = new Gathering(model, stools);
  gathering.run();
  return (request) => {
    const found = gathering.byReq.get(request.req);
    const secure = found?.secure === true || /^https:|:443$/.test(request.to);
    if (found === undefined) return secure ? { secure } : NOTHING;
    return {
      ...(secure ? { secure } : {}),
      ...(found.knocks.length > 0 ? { knocks: found.knocks } : {}),
      ...(found.slow.length > 0 ? { slow: found.slow } : {}),
      ...(found.talk.length > 0 ? { talk: found.talk } : {}),
    };
  };
}
