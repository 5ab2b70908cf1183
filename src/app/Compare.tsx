import { X } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { RunModel } from '../projections/model.ts';
import type { Run } from '../store/run.ts';
import { runOf, useRun } from '../store/run.ts';
import { Numbers, type Side } from '../views/compare/Numbers.tsx';
import { Seeds } from '../views/compare/Seeds.tsx';
import { PlayBar, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { Scrub } from '../views/controls/Scrub.tsx';
import { useMessages } from '../views/messages.ts';
import { useModel } from '../views/run-hooks.ts';
import { headingOf } from '../views/run-label.ts';
import { Legend } from '../views/timeline/Legend.tsx';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { TimelineTools } from '../views/timeline/TimelineTools.tsx';
import { Button } from '../views/ui/Button.tsx';
import { Caption, NoRun, RunSwitch, Stage } from './stage-parts.tsx';
import css from './Compare.module.css';

interface Half {
  readonly name: string;
  readonly heading: string;
  readonly run: Run | null;
}

function useHalves(names: readonly string[]): readonly Half[] {
  const t = useMessages();
  const state = useRun();
  return names.map((name) => ({ name, heading: headingOf(t, state, name), run: runOf(state, name) }));
}

const leave = (): void => {
  const { show, shown } = useRun.getState();
  show(shown);
};

/** Two runs on one clock: stage over stage, their lanes on one scale, their numbers and what differs. */
export function Compare({ names }: { readonly names: readonly [string, string] }) {
  const t = useMessages();
  const model = useModel();
  return (
    <main className={css['compare']} id="stage" aria-label={t.compareView.label}>
      <div className={css['grid']}>
        <Pair names={names} />
        <Findings names={names} />
      </div>
      <Caption />
      <PlayBar>
        <SkinSwitch />
        <RunSwitch />
        <LeaveButton />
      </PlayBar>
      {model !== null && <Scrub model={model} />}
      <div className={css['legend']}>
        <Legend />
        <TimelineTools />
      </div>
    </main>
  );
}

/** For comparisons that the lesson's own switch cannot end. */
export function LeaveButton() {
  const t = useMessages();
  const aside = useRun((state) => state.beside?.startsWith('@') === true);
  if (!aside) return null;
  return (
    <Button small onClick={leave}>
      <X size={15} />
      {t.compareView.close}
    </Button>
  );
}

interface PairProps {
  readonly names: readonly [string, string];
  /** What else is told of each run, under its lanes. */
  readonly facts?: ((model: RunModel) => ReactNode) | undefined;
}

/** The two stages over each other with their lanes. */
export function Pair({ names, facts }: PairProps) {
  return useHalves(names).map(({ name, heading, run }) => (
    <section key={name} className={css['half']} aria-label={heading}>
      <h2>
        {heading}
        <small>{run && serverLine(run)}</small>
      </h2>
      <div className={css['stage']}>{run ? <Stage model={run.model} /> : <NoRun />}</div>
      <div className={css['lanes']}>
        {run && <Timeline model={run.model} />}
        {run && facts?.(run.model)}
      </div>
    </section>
  ));
}

/** What differs: in numbers, and beyond chance. */
export function Findings({ names }: { readonly names: readonly [string, string] }) {
  const halves = useHalves(names);
  const [a, b] = halves.map((half) => half.run);
  const [headA, headB] = halves.map((half) => half.heading);
  const sides = useMemo(
    (): readonly Side[] =>
      [a, b].flatMap((run, i) =>
        run === null || run === undefined
          ? []
          : [{ name: names[i] ?? '', heading: [headA, headB][i] ?? '', model: run.model }],
      ),
    [a, b, headA, headB, names],
  );
  const subjects = halves.flatMap(({ name, run }) => (run === null ? [] : [{ key: name, run }]));
  return (
    <aside className={css['aside']}>
      <Numbers sides={sides} />
      {subjects.length === 2 && <Seeds subjects={subjects} headings={sides.map((side) => side.heading)} />}
    </aside>
  );
}

const serverLine = ({ model }: Run): string => {
  const server = model.servers.at(0);
  const workers = server?.workers.at(-1)?.count ?? model.workers.length;
  return server === undefined ? '' : `${server.program} · ${workers} × ${server.workerClass}`;
};
