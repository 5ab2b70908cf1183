import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arrangement, levelSteps } from './arrangement';
import { OUT_OF_SIGHT, lineLevel } from './anchors';
import { whereabouts } from './journey';
import { layoutScene } from './layout';
import { stageEn } from '../../i18n/stage-en';
import { LESSON, flood, loop, snapshots, sync } from './sample';
import type { SceneModel } from './scene';
import type { Phase, Snapshot } from './snapshot';

const words = stageEn;
const options = { words, selected: 'r4' };
const lesson = snapshots(sync(LESSON, 3));
const FRAME = 16_000;

const runs: readonly (readonly [string, (at: number) => Snapshot, number])[] = [
  ['three workers', lesson, 12],
  ['one event loop', snapshots(loop(LESSON), { mode: 'one-loop', kind: 'asgi' }), 12],
  ['eight workers, five a second', snapshots(sync(flood(9, 5.2, 8), 8), { limit: 2048 }), 8],
  ['a crowd of fifty', snapshots(sync(flood(9, 3, 6, 53), 4), { limit: 2048 }), 6],
  ['a flood on sixteen workers', snapshots(sync(flood(21, 14, 4, 300), 16), { limit: 2048 }), 4],
];

describe('the scene is a function of the snapshot', () => {
  it.each(runs)('%s: same input, same output, in any order', (_, snapshot, seconds) => {
    const times = Array.from({ length: 30 }, (_v, i) => Math.round((i / 30) * seconds * 1e6));
    const forwards = times.map((t) => JSON.stringify(layoutScene(snapshot(t), options)));
    const backwards = [...times].reverse().map((t) => JSON.stringify(layoutScene(snapshot(t), options)));
    expect(backwards.reverse()).toEqual(forwards);
  });

  it.each(runs)('%s: nobody jumps between frames', (_, snapshot, seconds) => {
    let previous = new Map<string, { x: number; y: number; scale: number }>();
    let worst = 0;
    for (let t = 0; t < seconds * 1e6; t += FRAME) {
      const scene = layoutScene(snapshot(t), options);
      for (const actor of scene.actors) {
        const before = previous.get(actor.id);
        if (before === undefined) continue;
        worst = Math.max(worst, Math.hypot(actor.x - before.x, actor.y - before.y));
      }
      previous = new Map(scene.actors.map((actor) => [actor.id, actor]));
    }
    // A full walk (2,000 units in about a second, at the peak 1.5 times its mean) is 50 units in 16 ms; a jump between anchors is more.
    expect(worst).toBeLessThan(56);
  });

  it('does not depend on what happens later', () => {
    const cut = (request: Snapshot['requests'][number], t: number): Snapshot['requests'][number] => ({
      ...request,
      phases: request.phases
        .filter((phase) => phase.from <= t)
        .map((phase) =>
          phase.phase === 'queued' ? { ...phase, places: phase.places.filter((p) => p.at <= t) } : phase,
        ),
    });
    for (const at of [0.5e6, 1.7e6, 3.42e6, 5e6, 9e6]) {
      const whole = lesson(at);
      const known: Snapshot = {
        ...whole,
        depth: whole.depth.filter((step) => step.at <= at),
        requests: whole.requests.map((request) => cut(request, at)),
      };
      expect(layoutScene(known, options)).toEqual(layoutScene(whole, options));
    }
  });

  it('shows the lesson at 3.42 s as the lesson describes it', () => {
    const scene: SceneModel = layoutScene(lesson(3_420_000), options);
    expect(scene.workers.map((w) => [w.pid, w.state, w.pill.text])).toEqual([
      [1203, 'io', 'I/O 0.7'],
      [1204, 'io', 'I/O 0.8'],
      [1205, 'run', 'run 1.2'],
    ]);
    expect(scene.workers[2]?.byHand).toBe(true);
    expect(scene.line.count).toBe(4);
    expect(scene.actors.filter((a) => a.badge === 499).map((a) => a.ticket)).toEqual([8]);
    expect(scene.wires.map((w) => w.key)).toEqual(['db-1', 'api-0']);
    expect(scene.actors.filter((a) => a.selected).map((a) => a.ticket)).toEqual([4]);
  });

  it('counts those who leave only as long as one sees them', () => {
    const whole = lesson(3_420_000);
    const leaving = Array.from({ length: 6 }, (_, i): Snapshot['requests'][number] => ({
      id: `r${i}`,
      ticket: i,
      path: 'burger',
      line: 'GET /burger',
      phases: [
        { phase: 'arriving', from: 0, to: 1_000 },
        { phase: 'leaving', from: 1_000, outcome: { kind: 'ok', status: 200 } },
      ],
    }));
    let most = 0;
    for (let at = 0; at < 4_000_000; at += 50_000) {
      const { actors, rates } = layoutScene({ ...whole, at, requests: leaving }, options);
      most = Math.max(most, rates.leaving);
      const seen = actors.filter((a) => a.zone === 'exit' && a.x > OUT_OF_SIGHT);
      expect(rates.leaving).toBe(seen.length > 4 ? seen.length : 0);
    }
    expect(most).toBeGreaterThan(4);
  });
});

describe('journeys', () => {
  const room = new Arrangement({ depth: [], slots: [{ at: 0, value: 3 }], parked: [] });
  const size = { inScale: 1, inShift: 0, outScale: 1, outShift: 0 };
  it('brings a request that lasted a millisecond through every place', () => {
    const phases: readonly Phase[] = [
      { phase: 'arriving', from: 0, to: 300 },
      { phase: 'at-proxy', from: 300, to: 500 },
      { phase: 'in-worker', worker: 1, state: 'run', from: 500, to: 1_000 },
      { phase: 'leaving', from: 1_000, outcome: { kind: 'ok', status: 200 } },
    ];
    let farthest = 0;
    for (let t = 0; t < 3e6; t += FRAME) farthest = Math.max(farthest, whereabouts(phases, t, room, size)?.x ?? 0);
    expect(farthest).toBeGreaterThan(930);
    expect(whereabouts(phases, 3e6, room, size)?.gone).toBe(true);
  });
  it('reaches every stop exactly, and only forwards in time (property)', () => {
    const gap = fc.integer({ min: 1, max: 3_000_000 });
    fc.assert(
      fc.property(gap, gap, gap, gap, fc.integer({ min: 0, max: 2 }), (a, b, c, d, worker) => {
        const phases: readonly Phase[] = [
          { phase: 'arriving', from: 0 },
          {
            phase: 'queued',
            from: a,
            places: [
              { at: a, value: 2 },
              { at: a + b, value: 0 },
            ],
          },
          { phase: 'in-worker', worker, state: 'io', from: a + b + c },
          { phase: 'leaving', from: a + b + c + d, outcome: { kind: 'error', status: 502 } },
        ];
        let before = whereabouts(phases, 0, room, size)!;
        for (let t = FRAME; t < a + b + c + d; t += FRAME) {
          const now = whereabouts(phases, t, room, size)!;
          expect(Math.hypot(now.x - before.x, now.y - before.y)).toBeLessThan(60);
          before = now;
        }
        if (d < 2_000_000) return;
        const served = whereabouts(phases, a + b + c + d - 1, room, size);
        expect([served?.x, served?.y]).toEqual([948, [440, 620, 800][worker]]);
      }),
      { numRuns: 40, seed: 7 },
    );
  });
  it('stands still under reduced motion', () => {
    const still = new Arrangement({ depth: [], slots: [{ at: 0, value: 1 }], parked: [] }, true);
    const phases: readonly Phase[] = [
      { phase: 'arriving', from: 0 },
      { phase: 'in-worker', worker: 0, state: 'run', from: 10 },
    ];
    expect(whereabouts(phases, 12, still, size)).toMatchObject({ x: 948, y: 616, moving: false });
  });
});

describe('levels of detail', () => {
  it('rise at once and fall a second after the count is a fifth below', () => {
    const depth = [
      { at: 0, value: 3 },
      { at: 100, value: 6 },
      { at: 200, value: 5 },
      { at: 300, value: 4 },
      { at: 2_000_000, value: 4 },
    ];
    expect(levelSteps(depth, lineLevel)).toEqual([
      { at: 100, value: 1 },
      { at: 1_000_300, value: 0 },
    ]);
  });
  it('do not fall while the count hovers at the threshold', () => {
    const depth = Array.from({ length: 50 }, (_, i) => ({ at: i * 100_000, value: i % 2 === 0 ? 6 : 5 }));
    expect(levelSteps(depth, lineLevel)).toEqual([{ at: 0, value: 1 }]);
  });
});

describe('several servers', () => {
  const room = new Arrangement({
    depth: [],
    slots: [{ at: 0, value: 6 }],
    parked: [],
    groups: [{ slots: [0, 1] }, { slots: [2] }, { slots: [3, 4, 5] }],
  });
  const size = { inScale: 1, inShift: 0, outScale: 1, outShift: 0 };
  it('have lines and counters that do not touch each other', () => {
    const lines = [0, 1, 2].map((group) => room.line([{ at: 0, value: 0 }], 1, group).y);
    const counters = [0, 2, 3].map((slot) => room.station(slot, 1).y);
    const gaps = [lines, counters].flatMap((list) => list.slice(1).map((y, i) => y - (list[i] ?? 0)));
    expect(Math.min(...gaps)).toBeGreaterThan(110);
  });
  it('let nobody jump on the way from any line to a counter, a stool and out (property)', () => {
    const gap = fc.integer({ min: 1, max: 2_000_000 });
    const index = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(gap, gap, gap, index, fc.integer({ min: 0, max: 9 }), (a, b, c, group, place) => {
        const worker = [0, 2, 3][group] ?? 0;
        const phases: readonly Phase[] = [
          { phase: 'arriving', from: 0 },
          { phase: 'queued', from: a, group, places: [{ at: a, value: place }] },
          { phase: 'in-worker', worker, state: 'run', from: a + b },
          { phase: 'seated', worker, place: 0, from: a + b + 1 },
          { phase: 'leaving', from: a + b + c + 1, outcome: { kind: 'ok', status: 101 } },
        ];
        let before = whereabouts(phases, 0, room, size)!;
        for (let t = FRAME; t < a + b + c + 3_000_000; t += FRAME) {
          const now = whereabouts(phases, t, room, size)!;
          expect(Math.hypot(now.x - before.x, now.y - before.y)).toBeLessThan(60);
          before = now;
        }
        expect(before.gone).toBe(true);
      }),
      { numRuns: 40, seed: 11 },
    );
  });
});

describe('counters of another size', () => {
  const slots = [
    { at: 0, value: 3 },
    { at: 1_000_000, value: 6 },
    { at: 3_000_000, value: 3 },
  ];
  const room = new Arrangement({ depth: [], slots, parked: [] });
  it('take the place of the old ones in a quarter of a second, in both directions of time', () => {
    expect(room.turning(999_999)).toBeUndefined();
    expect(room.turning(1_000_000)).toEqual({ share: 0, before: 999_999 });
    expect(room.turning(1_120_000)?.share).toBeCloseTo(0.5);
    expect(room.turning(1_240_000)).toBeUndefined();
    expect(room.turning(3_060_000)?.share).toBeCloseTo(0.25);
  });
  it('are there at once where nothing may move', () => {
    expect(new Arrangement({ depth: [], slots, parked: [] }, true).turning(1_120_000)).toBeUndefined();
  });
  it('had places for those only who were there', () => {
    const later = [
      { at: 0, value: 3 },
      { at: 1_000_000, value: 4 },
    ];
    const known = new Arrangement({ depth: [], slots, parked: [], places: new Map([[4, later]]) });
    expect([known.had(0, 999_999), known.had(4, 999_999), known.had(4, 1_000_000)]).toEqual([true, false, true]);
  });
});
