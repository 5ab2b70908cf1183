import { useFiles } from '../../store/files.ts';
import { currentTexts, useLesson } from '../../store/lesson.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { sourceNow, useDraft } from './draft.ts';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

/** In the share dialog: what is on screen becomes the beginning of a lesson, or the end of the one that is being written. */
export default function MakeLesson({ onClose }: { readonly onClose: () => void }) {
  const t = useBuildWords().make;
  const locale = useLocale();
  const { draft, begin, change } = useDraft();
  const toBuilder = (): void => {
    onClose();
    window.location.hash = '#/build';
  };
  const source = () => sourceNow(useLesson.getState(), useFiles.getState(), locale);
  const tabs = useLesson((state) => state.pack?.lesson.files);
  const same = draft !== null && tabs?.every(({ path }) => draft.start[path] !== undefined) === true;
  return (
    <section className={css['make']} aria-labelledby="make-lesson">
      <h3 id="make-lesson">{t.title}</h3>
      <p>{t.text}</p>
      <div className={css['row']}>
        <Button
          onClick={() => {
            const from = source();
            if (from !== null) begin(from);
            toBuilder();
          }}
        >
          {t.fresh}
        </Button>
        {draft !== null && (
          <Button
            onClick={() => {
              const from = source();
              if (from !== null) change({ ...draft, base: from.base, start: { ...from.start }, solution: null });
              toBuilder();
            }}
          >
            {t.state}
          </Button>
        )}
        {same && (
          <Button
            onClick={() => {
              change({ ...draft, solution: { ...currentTexts(useFiles.getState()) } });
              toBuilder();
            }}
          >
            {t.solution}
          </Button>
        )}
      </div>
    </section>
  );
}
