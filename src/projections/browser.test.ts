import { describe, expect, it } from 'vitest';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { RunFold } from './fold.ts';

const started = (req: number, target: string): EventInput => ({
  kind: 'request.started',
  req,
  client: 'visitor',
  method: 'GET',
  target,
  to: 'http://diner.example',
});

const STORY: readonly (readonly [number, EventInput])[] = [
  [0, started(1, '/')],
  [0, { kind: 'request.resource', req: 1, resource: 'document', page: 0 }],
  [0, { kind: 'request.redirected', req: 1, location: 'https://diner.example/', how: 'hsts' }],
  [0, { kind: 'request.finished', req: 1, status: 307, bytes: 0 }],
  [1, started(2, '/a.png')],
  [1, { kind: 'request.resource', req: 2, resource: 'image', page: 1 }],
  [1, { kind: 'request.held', req: 2, limit: 6 }],
  [2, started(3, '/b.png')],
  [2, { kind: 'request.resource', req: 3, resource: 'image', page: 1 }],
  [2, { kind: 'request.cached', req: 3, status: 200, how: 'fresh', age: 5, lifetime: 60 }],
  [2, { kind: 'request.finished', req: 3, status: 200, bytes: 9 }],
  [40, { kind: 'request.sent', req: 2, conn: 7 }],
  [60, { kind: 'request.failed', req: 2, error: 'NET::ERR_TOO_MANY_REDIRECTS' }],
  [70, started(4, '/plain')],
];

const eventsUpTo = (at: number): TraceEvent[] =>
  STORY.filter(([when]) => when <= at).map(([when, event], i) => ({
    ...event,
    seq: i + 1,
    at: simTime(when),
    cause: 0,
  }));

function requestsAt(at: number) {
  const fold = new RunFold();
  fold.push(eventsUpTo(at));
  return fold.model.requests;
}

describe('the requests of a browser', () => {
  it('tell what they are for, and where they were sent', () => {
    const [page, picture, copy, plain] = requestsAt(100);
    expect(page?.browser).toMatchObject({ resource: 'document', page: null, redirected: { how: 'hsts' } });
    expect(picture).toMatchObject({ outcome: 'broken', browser: { resource: 'image', page: 1, cached: null } });
    expect(copy).toMatchObject({
      outcome: 'ok',
      conns: [],
      browser: { cached: { how: 'fresh', age: 5, lifetime: 60 } },
    });
    expect(plain?.browser).toBeNull();
  });

  it('tell how long they waited for a connection', () => {
    expect(requestsAt(30)[1]?.browser?.held).toEqual({ at: 1, until: null, limit: 6 });
    expect(requestsAt(50)[1]?.browser?.held).toEqual({ at: 1, until: 40, limit: 6 });
  });
});
