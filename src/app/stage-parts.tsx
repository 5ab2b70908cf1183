import type { RunModel } from '../projections/model.ts';
import { useLesson } from '../store/lesson.ts';
import { useRun } from '../store/run.ts';
import { late } from '../views/late.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { NarrationLine } from '../views/narration/NarrationLine.tsx';
import { LoadingBar, StageFlag } from '../views/shell/RunStatus.tsx';
import type { View } from '../views/stage/StageView.tsx';
import { Button } from '../views/ui/Button.tsx';
import { runName } from '../i18n/run-names.ts';
import { Part } from '../views/ui/Part.tsx';
import { Segmented } from '../views/ui/Segmented.tsx';
import ui from '../views/ui/ui.module.css';
import { usePicture } from './picture.ts';
import css from './stage-parts.module.css';

const ForkNotice = late(async () => (await import('../views/controls/BranchBar.tsx')).ForkNotice);

const COMPARE = '*';
/** So many letters of names have room beside the other switches. */
const SHORT_NAMES = 17;

/** WSGI, ASGI, both: which of the lesson's runs is on the stage. */
export function RunSwitch() {
  const t = useMessages();
  const locale = useLocale();
  const runs = useLesson((state) => state.pack?.lesson.runs);
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  if (runs === undefined || runs.length < 2) return null;
  const [first, second] = runs;
  const choices = [
    ...runs.map((run) => ({ value: run.id, label: runName(run.id, locale) })),
    { value: COMPARE, label: t.compare },
  ];
  const value = beside === null ? shown : COMPARE;
  const choose = (wanted: string): void => {
    const { show } = useRun.getState();
    if (wanted === COMPARE) show(first?.id ?? '', second?.id ?? null);
    else show(wanted);
  };
  const letters = choices.reduce((sum, { label }) => sum + label.length, 0);
  return (
    <span className={css['runs']} data-long={letters > SHORT_NAMES}>
      <Segmented label={t.run.which} value={value} choices={choices} onChange={choose} />
      <select aria-label={t.run.which} value={value} onChange={(event) => choose(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </span>
  );
}

export const NoRun = () => {
  const t = useMessages();
  const pending = useRun((state) => state.pending);
  const loading = useLesson((state) => state.phase === 'loading');
  return (
    <div className={css['blank']}>
      <div className={ui['empty']}>
        {loading ? (
          <output>{t.run.loadingPicture}</output>
        ) : (
          <>
            <strong>{t.run.noRun}</strong>
            <span>{t.run.noRunText}</span>
            <Button
              look="fill"
              disabled={pending}
              onClick={() => useRun.getState().request(useLesson.getState().drafts(), 'start')}
            >
              {t.run.start}
            </Button>
          </>
        )}
      </div>
    </div>
  );
};

/** Whoever makes a run visible has the painter fetched first (`loadPicture`). */
export function Stage({ model, view }: { readonly model: RunModel; readonly view?: View }) {
  const { Pane } = usePicture();
  if (Pane === null) return null;
  return (
    <Pane model={model} {...(view === undefined ? {} : { view })}>
      <StageFlag />
      <Part fallback={null}>
        <ForkNotice />
      </Part>
    </Pane>
  );
}

/** Under the stage: what happens there; while Python is on its way, how far it has come. */
export const Caption = () => {
  const loading = useRun((state) => state.status.phase === 'starting' && state.status.downloads.length > 0);
  return loading ? <LoadingBar /> : <NarrationLine />;
};
