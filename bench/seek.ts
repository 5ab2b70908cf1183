import { RunFold } from '../src/projections/fold.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { layoutScene } from '../src/views/stage/layout.ts';
import { stageEn } from '../src/i18n/stage-en.ts';
import { StageFeed } from '../src/views/stagefeed/feed.ts';
import { median, type Row } from './timing.ts';

const SEEKS = 300;
/** The page has drawn many frames before anybody jumps. */
const WARM_UP = 60;
const PROMISE_MS = 8;

/** From any instant to any other in a long trace: the model's histories are searched, the scene is laid out. */
export function seekRow(events: readonly TraceEvent[]): Row {
  const fold = new RunFold();
  fold.push(events);
  const { model } = fold;
  const feed = new StageFeed(model, {
    pathOf: () => 'burger',
    codeOf: () => '',
    kitchen: { upper: 'database', lower: 'API' },
  });
  const words = stageEn;
  const times: number[] = [];
  for (let i = -WARM_UP; i < SEEKS; i++) {
    // Far jumps in both directions, the same ones every time.
    const at = (((i + WARM_UP) * 0.618_034) % 1) * model.end;
    const start = performance.now();
    layoutScene(feed.at(at), { words });
    if (i >= 0) times.push(performance.now() - start);
  }
  const worst = [...times].sort((a, b) => a - b)[Math.floor(SEEKS * 0.95)] ?? 0;
  return {
    name: `a seek in ${events.length.toLocaleString('en')} events`,
    value: `${median(times).toFixed(2)} ms, 95 % below ${worst.toFixed(2)} ms`,
    against: `${PROMISE_MS} ms`,
    ratio: worst / PROMISE_MS,
    promise: '≤ 1 of it',
    kept: worst <= PROMISE_MS,
  };
}
