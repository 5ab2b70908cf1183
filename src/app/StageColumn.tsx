import { lazy } from 'react';
import type { RunModel } from '../projections/model.ts';
import { currentRun, useRun } from '../store/run.ts';
import { PlayBar, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { late } from '../views/late.ts';
import { useModel } from '../views/run-hooks.ts';
import { CustomersButton } from './CustomersButton.tsx';
import { Caption, NoRun, RunSwitch, Stage } from './stage-parts.tsx';
import { isLoop } from '../projections/worker-class.ts';
import { Part } from '../views/ui/Part.tsx';
import { cx } from '../views/ui/cx.ts';
import css from './App.module.css';

const Timeline = late(async () => (await import('../views/timeline/Timeline.tsx')).Timeline);
const Scrub = late(async () => (await import('../views/controls/Scrub.tsx')).Scrub);
const Legend = late(async () => (await import('../views/timeline/Legend.tsx')).Legend);
const TimelineTools = late(async () => (await import('../views/timeline/TimelineTools.tsx')).TimelineTools);
const BranchBar = late(async () => (await import('../views/controls/BranchBar.tsx')).BranchBar);
const Pair = lazy(async () => ({ default: (await import('./Compare.tsx')).Pair }));
const Findings = lazy(async () => ({ default: (await import('./Compare.tsx')).Findings }));
const LeaveButton = late(async () => (await import('./Compare.tsx')).LeaveButton);

/** How many of the rows of lanes must have room under the stage; the rest is scrolled to. */
const MOST_ROWS = 3;
const rowsOf = (model: RunModel | null): number =>
  model === null || model.workers.some(isLoop) ? MOST_ROWS : Math.min(MOST_ROWS, Math.max(1, model.workers.length));

/** The picture, its clock, its lanes. */
export function StageColumn({ children }: { readonly children?: React.ReactNode }) {
  const model = useModel();
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  const run = useRun(currentRun);
  return (
    // What the benches look at: which run is on the stage, and whether it is all there.
    <main
      className={css['mid']}
      id="stage"
      data-run={run?.id}
      data-run-ended={run?.model.ended}
      data-rows={rowsOf(model)}
    >
      {beside === null ? (
        <div className={css['stage']}>{model === null ? <NoRun /> : <Stage model={model} />}</div>
      ) : (
        <Part fallback={null}>
          <Pair names={[shown, beside]} />
        </Part>
      )}
      <div className={css['under']}>
        <Caption />
        <Part fallback={null}>
          <BranchBar />
          <TimelineTools />
        </Part>
      </div>
      <PlayBar>
        <CustomersButton />
        <SkinSwitch />
        <RunSwitch />
        <Part fallback={null}>
          <LeaveButton />
        </Part>
      </PlayBar>
      <Part fallback={<div className={css['scrubHold']} />}>{model !== null && <Scrub model={model} />}</Part>
      <div className={cx(css['under'], css['lanesHead'])}>
        <Part fallback={null}>
          <Legend />
        </Part>
      </div>
      <Part fallback={<div className={css['lanesHold']} />}>
        {model !== null && beside === null && <Timeline model={model} />}
        {beside !== null && <Findings names={[shown, beside]} />}
      </Part>
      {children}
    </main>
  );
}
