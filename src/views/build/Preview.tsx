import { useEffect } from 'react';
import { lessonOf, ownOf, type Draft } from '../../classroom/own/index.ts';
import type { LessonText } from '../../course/text.ts';
import { useFiles } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { LessonPanel } from '../lesson/LessonPanel.tsx';
import css from './build.module.css';

interface PreviewProps {
  readonly draft: Draft;
  readonly text: LessonText;
  readonly step: number;
}

/** The lesson panel itself, over the draft. It has no id, so that nothing of it is kept or counted. */
export function Preview({ draft, text, step }: PreviewProps) {
  useEffect(() => {
    const lesson = lessonOf(draft);
    const pack = { id: 'draft', lesson, start: draft.start, solutions: ownOf(draft).solutions };
    useFiles.getState().load(
      'draft',
      draft.start,
      lesson.files.map((file) => file.path),
      {},
    );
    useLesson.setState({ id: null, pack, text, stepIndex: Math.min(step, text.steps.length - 1), atStep: draft.start });
  }, [draft, text, step]);
  return (
    <div className={css['preview']}>
      <LessonPanel />
    </div>
  );
}
