import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

describe('the watchdog', () => {
  const pings: number[] = [];
  const lost: number[] = [];
  const dog = () => new Watchdog({ ping: (id) => void pings.push(id), lost: (ms) => void lost.push(ms) }, 2000);

  beforeEach(() => {
    vi.useFakeTimers();
    pings.length = 0;
    lost.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  it('asks again only after an answer, and leaves a living worker alone', () => {
    const watchdog = dog();
    watchdog.start();
    for (let i = 0; i < 20; i++) {
      watchdog.alive(pings.at(-1));
      vi.advanceTimersByTime(500);
    }
    expect(pings).toHaveLength(21);
    expect(lost).toEqual([]);
    watchdog.stop();
  });

  it('gives up on a silent one, once', () => {
    dog().start();
    vi.advanceTimersByTime(10_000);
    expect(pings).toEqual([1]);
    expect(lost).toEqual([2000]);
  });

  it('takes any message as a sign of life', () => {
    const watchdog = dog();
    watchdog.start();
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(500);
      watchdog.alive();
    }
    expect(lost).toEqual([]);
    watchdog.stop();
  });

  it('is not fooled by an answer to a question that it did not ask', () => {
    const watchdog = dog();
    watchdog.start();
    watchdog.alive(999);
    vi.advanceTimersByTime(500);
    expect(pings).toEqual([1, 2]);
    watchdog.stop();
  });
});
