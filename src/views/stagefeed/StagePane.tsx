import { useCallback, useMemo, type ReactNode } from 'react';
import type { StageWords } from '../../i18n/stage.ts';
import type { RunModel } from '../../projections/model.ts';
import { usePlayer } from '../../store/player.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { ticket } from '../format.ts';
import { useMessages } from '../messages.ts';
import { usePaths } from '../run-hooks.ts';
import { layoutScene } from '../stage/layout.ts';
import { StageView, type Selection, type View } from '../stage/StageView.tsx';
import { StageFeed } from './feed.ts';
import { doorOf } from './proxy.ts';
import { useReducedMotion } from '../media.ts';
import { codeAt } from '../source.ts';
import css from './stagepane.module.css';

interface StagePaneProps {
  readonly model: RunModel;
  readonly view?: View;
  readonly children?: ReactNode;
}

export function StagePane({ model, view, children }: StagePaneProps) {
  const t = useMessages();
  const skin = useSettings((state) => state.skin);
  const theme = useSettings((state) => state.theme);
  const req = useSelection((state) => state.req);
  const pid = useSelection((state) => state.pid);
  const speed = usePlayer((state) => state.speed);
  const pathOf = usePaths(model);
  const reducedMotion = useReducedMotion();
  const words = t.stage;
  const feed = useMemo(
    () => new StageFeed(model, { pathOf, codeOf: codeAt, kitchen: t.kitchen, zones: zoneNames(model, words) }),
    [model, pathOf, t.kitchen, words],
  );
  const clock = useMemo(
    () => ({
      peek: () => usePlayer.getState().at + model.t0,
      subscribe: (listener: () => void) => usePlayer.subscribe(listener),
    }),
    [model],
  );
  const selectedWorker = pid === null ? undefined : feed.slotOf(pid);
  const getScene = useCallback(
    (at: number) =>
      layoutScene(
        { ...feed.at(at), ...(selectedWorker === undefined ? {} : { selectedWorker }) },
        { words, speed, still: reducedMotion, ...(req === null ? {} : { selected: String(req) }) },
      ),
    [feed, words, speed, reducedMotion, req, selectedWorker],
  );
  const selected: Selection | undefined = useMemo(() => selectionOf(req, selectedWorker), [req, selectedWorker]);
  const onSelect = (selection: Selection | undefined): void => {
    const { selectRequest, selectWorker, inspect, examine } = useSelection.getState();
    if (selection === undefined) {
      selectRequest(null);
      selectWorker(null);
    } else if (selection.kind === 'request') {
      const next = Number(selection.id);
      if (next === useSelection.getState().req) inspect(next);
      else selectRequest(next);
    } else {
      const pid = feed.pidAt(selection.slot, clock.peek()) ?? null;
      if (pid !== null && pid === useSelection.getState().pid) examine({ kind: 'process', pid });
      else selectWorker(pid);
    }
  };
  return (
    <div className={css['box']}>
      <StageView
        getScene={getScene}
        clock={clock}
        skin={skin}
        theme={theme}
        words={words}
        label={t.stageLabel}
        announcement={req === null ? '' : t.selected(ticket(req))}
        {...(selected === undefined ? {} : { selected })}
        onSelect={onSelect}
        {...(view === undefined ? {} : { view })}
        reducedMotion={reducedMotion}
      />
      {children}
    </div>
  );
}

/** The server names under the zones, as this run has them: another server than gunicorn, no nginx. */
function zoneNames(model: RunModel, words: StageWords): readonly string[] | undefined {
  const server = model.servers.find((one) => model.workers.some((w) => w.arbiter === one.pid || w.pid === one.pid));
  const at = doorOf(model);
  const names = words.zones.map((zone) => zone.server);
  const [street = '', door = '', line = '', counter = '', kitchen = ''] = names;
  // A program that serves without being one of the known servers has the name of its script.
  const program = server?.program ?? model.workers[0]?.workerClass ?? 'gunicorn';
  if (at === 'nginx' && program === 'gunicorn') return undefined;
  return [
    street,
    at === 'nginx' ? door : (at ?? words.noProxy),
    line,
    program === 'gunicorn' ? counter : program,
    kitchen,
  ];
}

const selectionOf = (req: number | null, slot: number | undefined): Selection | undefined => {
  if (req !== null) return { kind: 'request', id: String(req) };
  return slot === undefined ? undefined : { kind: 'worker', slot };
};
