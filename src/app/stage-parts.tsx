import type { RunModel } from '../projections/model.ts';
import { useLesson } from '../store/lesson.ts';
import { useRun } from '../store/run.ts';
import { late } from '../views/late.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { NarrationLine } from '../views/narration/NarrationLine.tsx';
import { LoadingBar, StageFlag } from '../views/shell/Notices.tsx';
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
  return (
    <Segmented
      label={t.run.which}
      value={beside === null ? shown : COMPARE}
      choices={choices}
      onChange={(value) => {
        const { show } = useRun.getState();
        if (value === COMPARE) show(first?.id ?? '', second?.id ?? null);
        else show(value);
      }}
    />
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
