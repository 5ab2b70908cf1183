import { create } from 'zustand';
import { newDraft, readDraft, type Draft, type DraftSource } from '../../classroom/own/index.ts';
import { currentTexts, entryOf, type LessonState } from '../../store/lesson.ts';
import type { FilesState } from '../../store/files.ts';
import { keep } from '../../store/settings.ts';
import type { Locale } from '../../i18n/index.ts';

const NOW = 'draft';
const BEFORE = 'draft-before';

interface DraftState {
  readonly draft: Draft | null;
  /** The one that was written before: a new beginning takes nothing away. */
  readonly before: Draft | null;
  readonly lasting: boolean;
  readonly change: (draft: Draft) => void;
  readonly begin: (source: DraftSource) => void;
  readonly swap: () => void;
}

const isEmpty = ({ title, steps }: Draft): boolean =>
  title.en === '' && title['zh-TW'] === '' && steps.every((step) => step.prose.en === '' && step.prose['zh-TW'] === '');

/** What a teacher writes, kept with every change. */
export const useDraft = create<DraftState>()((set, get) => {
  const put = (draft: Draft, before: Draft | null): void => {
    keep.set(NOW, JSON.stringify(draft));
    if (before !== get().before && before !== null) keep.set(BEFORE, JSON.stringify(before));
    set({ draft, before, lasting: keep.lasting });
  };
  return {
    draft: readDraft(keep.get(NOW)),
    before: readDraft(keep.get(BEFORE)),
    lasting: keep.lasting,
    change: (draft) => put(draft, get().before),
    begin: (source) => {
      const { draft, before } = get();
      put(newDraft(source), draft === null || isEmpty(draft) ? before : draft);
    },
    swap: () => {
      const { draft, before } = get();
      if (before !== null) put(before, draft);
    },
  };
});

/** The lesson on screen as it is now: files, traffic, seed. */
export function sourceNow(lesson: LessonState, files: FilesState, language: Locale): DraftSource | null {
  const { pack, scenarios, course } = lesson;
  if (pack === null) return null;
  const runs = pack.lesson.runs.map((run) => ({ ...run, scenario: { ...(scenarios[run.id] ?? run.scenario) } }));
  const chapter = course?.chapters.some((one) => one.id === entryOf(lesson)?.chapter) ? entryOf(lesson)?.chapter : null;
  return {
    base: { ...pack.lesson, runs },
    start: currentTexts(files),
    chapter: chapter ?? course?.chapters[0]?.id ?? 'order',
    language,
  };
}
