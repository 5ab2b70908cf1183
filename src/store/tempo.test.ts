import { describe, expect, test } from 'vitest';
import type { Phase, RunModel } from '../projections/model.ts';
import { createPlayer } from './player.ts';
import { tempoOf } from './tempo.ts';

const phase = (place: Phase['place'], from: number, to: number | null): Phase => ({
  place,
  from,
  to,
  pid: 1,
  tid: 1,
  listener: null,
  activity: null,
  due: null,
});

/** A run whose customers are each served this long (ms), one after the other. */
function run(...services: readonly number[]): RunModel {
  let at = 0;
  const requests = services.map((ms) => {
    const from = at;
    at += ms * 1000;
    return {
      phases: [phase('street', from, from), phase('worker', from, at)],
      startedAt: from,
      finishedAt: at,
      conns: [],
    };
  });
  return { t0: 0, end: at, ended: true, requests, workers: [], pythonErrors: [] } as unknown as RunModel;
}

describe('the speed that a run is first shown at', () => {
  test('is that of reality where services can be seen', () => {
    expect(tempoOf([run(1000, 1000, 1000)])).toBe(1);
    expect(tempoOf([run(6000)])).toBe(1);
  });

  test('is slower where nobody could see them', () => {
    expect(tempoOf([run(100, 100, 100)])).toBe(0.1);
    expect(tempoOf([run(500, 500)])).toBe(0.25);
  });

  test('goes by the longer services: what is waited for, and what holds the others up', () => {
    expect(tempoOf([run(100, 5000)])).toBe(1);
    expect(tempoOf([run(0, 0, 0, 100)])).toBe(0.1);
  });

  test('never makes anybody wait for minutes', () => {
    expect(tempoOf([run(...Array.from({ length: 120 }, () => 100))])).toBe(0.25);
    expect(tempoOf([run(...Array.from({ length: 5000 }, () => 100))])).toBe(1);
  });

  test('is of no account where nobody works', () => {
    expect(tempoOf([run(0, 1, 12)])).toBe(1);
    expect(tempoOf([])).toBe(1);
  });

  test('does not keep anybody at the end, where people leave at their own pace', () => {
    const player = createPlayer();
    player.getState().setEnd(2_000_000, false, 1_200_000);
    player.getState().suggestSpeed(0.1);
    player.getState().seek(900_000);
    player.getState().play();
    player.getState().tick(100_000, 0);
    expect(player.getState().playing).toBe(true);
    player.getState().tick(9_000_000, 1);
    expect([player.getState().playing, player.getState().at]).toEqual([false, 920_000]);
    player.getState().play();
    expect(player.getState().at).toBe(0);
    player.getState().pause();
    player.getState().seek(1_500_000);
    player.getState().play();
    player.getState().tick(1_000_000, 2);
    expect([player.getState().playing, player.getState().at]).toEqual([true, 1_600_000]);
  });

  test('gives way to what somebody chose, until something else is shown', () => {
    const player = createPlayer();
    player.getState().suggestSpeed(0.1);
    expect(player.getState().speed).toBe(0.1);
    player.getState().setSpeed(4);
    player.getState().suggestSpeed(0.1);
    expect(player.getState().speed).toBe(4);
    player.getState().suggestSpeed(1, true);
    player.getState().suggestSpeed(0.25);
    expect(player.getState().speed).toBe(0.25);
  });
});
