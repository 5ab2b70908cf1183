import { useMemo } from 'react';
import { useShallow } from 'zustand/shallow';
import { workersByPid } from '../projections/journey.ts';
import type { RunModel, WorkerHistory } from '../projections/model.ts';
import { usePlayer } from '../store/player.ts';
import { currentRun, useRun, type Run } from '../store/run.ts';
import { classifyPaths } from './paths.ts';
import type { PathClass } from './stage/scene.ts';

export const useCurrent = (): Run | null => useRun(currentRun);
export const useModel = (): RunModel | null => useRun((state) => currentRun(state)?.model ?? null);

/** The instant on screen in this model's own time, renewed a few times a second while playing. */
export const useCalmInstant = (model: RunModel): number => usePlayer((state) => state.calmAt) + model.t0;

export const useWorkers = (model: RunModel): ReadonlyMap<number, WorkerHistory> =>
  useMemo(() => workersByPid(model), [model]);

/** Colour and shape of each target of the run. */
export const usePaths = (model: RunModel): ((target: string) => PathClass) =>
  useMemo(() => classifyPaths(model), [model]);

export const useActions = () =>
  usePlayer(
    useShallow(({ play, pause, toggle, seek, nudge, setSpeed, setLoop, setRange }) => ({
      play,
      pause,
      toggle,
      seek,
      nudge,
      setSpeed,
      setLoop,
      setRange,
    })),
  );
