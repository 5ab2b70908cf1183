import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RunFold } from '../../projections/fold.ts';
import type { RunModel } from '../../projections/model.ts';
import { decodeTrace } from '../../trace/codec.ts';
import { hitLane, layOut } from '../timeline/lanes.ts';
import { classifyPaths } from '../paths.ts';
import { StageFeed } from './feed.ts';

/** The recorded runs of all lessons: real traces, as the page gets them. */
const runs = globSync('lessons/*/trace.*.json').map((path): [string, RunModel] => {
  const decoded = decodeTrace(readFileSync(path, 'utf8'));
  if (!decoded.ok) throw new Error(`${path}: ${decoded.error}`);
  const fold = new RunFold();
  fold.push(decoded.value);
  return [path, fold.model];
});
const options = (model: RunModel) => ({
  pathOf: classifyPaths(model),
  codeOf: () => '',
  kitchen: { upper: 'a', lower: 'b' },
});
const instants = (model: RunModel): number[] =>
  Array.from({ length: 40 }, (_, i) => Math.round(model.t0 + ((model.end - model.t0) * i) / 39));

describe.each(runs)('the picture of %s', (_, model) => {
  it('is the same forwards and backwards', () => {
    const forwards = new StageFeed(model, options(model));
    const backwards = new StageFeed(model, options(model));
    const seen = instants(model).map((t) => JSON.stringify(forwards.at(t)));
    const again = instants(model)
      .reverse()
      .map((t) => JSON.stringify(backwards.at(t)))
      .reverse();
    expect(again).toEqual(seen);
  });

  it('has everybody in one place at a time, and whole lives', () => {
    const feed = new StageFeed(model, options(model));
    for (const t of instants(model)) {
      const { requests, workers } = feed.at(t);
      expect(new Set(workers.map((w) => w.slot)).size).toBe(workers.length);
      for (const { phases } of requests) {
        for (const [i, phase] of phases.entries()) if (i > 0) expect(phase.from).toBe(phases[i - 1]?.to);
      }
    }
  });

  it('gives each request a stay in some lane, that a click finds', () => {
    const pathOf = classifyPaths(model);
    const lanes = layOut(model, model.end - model.t0, { arrivals: true, full: true, pathOf, serviceOf: () => 'x' });
    const worked = new Set(
      model.workers.flatMap((w) => w.spans.flatMap((s) => (s.to === s.from ? [] : (s.req ?? [])))),
    );
    const lasting = (one: (typeof model.requests)[number]): boolean => worked.has(one.req) && one.calls.length > 0;
    for (const request of model.requests.filter(lasting)) {
      const lane = lanes.lanes.find(
        (one) => one.stays.some((stay) => stay.req === request.req) || one.bars.some((bar) => bar.req === request.req),
      );
      const bar = lane?.bars.find((one) => one.req === request.req);
      if (lane === undefined || bar === undefined) throw new Error(`no lane for ${request.req}`);
      const y = lane.top + ((bar.row + 0.5) * lane.height) / lane.rows;
      expect(hitLane(lanes, (bar.from + bar.to) / 2, y)?.lane).toBe(lane);
    }
  });
});

describe('who was served', () => {
  it.each(runs)('stood at a counter, in %s', (_, model) => {
    const feed = new StageFeed(model, options(model));
    const served = model.requests.filter((r) => r.status === 200 && r.workerPid !== null);
    for (const { req, finishedAt } of served.filter((r) => r.finishedAt !== null)) {
      const person = feed.at(finishedAt ?? 0).requests.find((one) => one.id === String(req));
      expect(
        person?.phases.some(({ phase }) => phase === 'in-worker' || phase === 'parked' || phase === 'seated'),
      ).toBe(true);
    }
  });

  it('is not cooked for while their order is still being read out', () => {
    const [, model] = runs.find(([path]) => path.includes('trace.direct')) ?? [];
    if (model === undefined) throw new Error('no run with a slow client');
    const feed = new StageFeed(model, options(model));
    const { requests, services } = feed.at(model.t0 + 1_000_000);
    expect(requests.some(({ slow }) => slow !== undefined)).toBe(true);
    expect(services.flatMap(({ calls }) => calls)).toEqual([]);
  });
});

function requestOf(model: RunModel): RunModel['requests'][number] {
  const [request] = model.requests;
  if (request === undefined) throw new Error('a run without requests');
  return request;
}

describe('paths', () => {
  it('keep a colour of their own for the dishes, and give others what is free', () => {
    const [first] = runs;
    if (first === undefined) throw new Error('no recorded run');
    const [, model] = first;
    const named = (targets: readonly string[]): RunModel => ({
      ...model,
      requests: targets.map((target, i) => ({ ...requestOf(model), req: i + 1, target, file: null })),
    });
    const pathOf = classifyPaths(named(['/fries?x=1', '/a', '/b', '/c', '/static/cup.svg']));
    expect(['/fries', '/a', '/b', '/c', '/static/cup.svg', '/never'].map(pathOf)).toEqual([
      'fries',
      'burger',
      'report',
      'other',
      'static',
      'other',
    ]);
  });
});
