import { currentRun, useRun } from '../store/run.ts';
import { BranchBar } from '../views/controls/BranchBar.tsx';
import { PlayBar, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { Scrub } from '../views/controls/Scrub.tsx';
import { useModel } from '../views/run-hooks.ts';
import { Notices } from '../views/shell/Notices.tsx';
import { Legend } from '../views/timeline/Legend.tsx';
import { TimelineTools } from '../views/timeline/TimelineTools.tsx';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { Findings, LeaveButton, Pair } from './Compare.tsx';
import { CustomersButton } from './CustomersButton.tsx';
import { Caption, NoRun, RunSwitch, Stage } from './stage-parts.tsx';
import css from './App.module.css';

/** The picture, its clock, its lanes. */
export function StageColumn({ children }: { readonly children?: React.ReactNode }) {
  const model = useModel();
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  const run = useRun(currentRun);
  return (
    // What the benches look at: which run is on the stage, and whether it is all there.
    <main className={css['mid']} id="stage" data-run={run?.id} data-run-ended={run?.model.ended}>
      <Notices />
      {beside === null ? (
        <div className={css['stage']}>{model === null ? <NoRun /> : <Stage model={model} />}</div>
      ) : (
        <Pair names={[shown, beside]} />
      )}
      <div className={css['under']}>
        <Caption />
        <BranchBar />
      </div>
      <PlayBar>
        <CustomersButton />
        <SkinSwitch />
        <RunSwitch />
        <LeaveButton />
      </PlayBar>
      {model !== null && <Scrub model={model} />}
      <div className={css['under']}>
        <Legend />
        <TimelineTools />
      </div>
      {model !== null && beside === null && <Timeline model={model} />}
      {beside !== null && <Findings names={[shown, beside]} />}
      {children}
    </main>
  );
}
