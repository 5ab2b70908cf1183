import { useEffect, useRef, useState } from 'react';
import { useLesson } from '../store/lesson.ts';
import { usePlayer } from '../store/player.ts';
import { currentRun, useRun } from '../store/run.ts';
import { PlayButton } from '../views/controls/PlayBar.tsx';
import { useReducedMotion } from '../views/media.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { NarrationLine } from '../views/narration/NarrationLine.tsx';
import { loadPicture, usePicture } from './picture.ts';
import { recordedRuns } from './recorded.ts';
import css from './MenuScene.module.css';

/** Below the menu: a recorded run of one of its lessons, round and round, so that the diner is open when you come in. */
export function MenuScene() {
  const t = useMessages();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const model = useRun((state) => currentRun(state)?.model ?? null);
  const { Pane } = usePicture();
  const still = useReducedMotion();
  const id = course?.chapters.find((chapter) => chapter.scene !== undefined)?.scene;
  const lesson = course?.lessons.find((one) => one.id === id);
  const place = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  // Fetched and played when one scrolls to it: on a small screen the board alone fills several windows.
  useEffect(() => {
    if (place.current === null) return undefined;
    // A little before: whoever arrives finds it moving.
    const observer = new IntersectionObserver(
      ([entry]) => setSeen((before) => before || entry?.isIntersecting === true),
      { rootMargin: '240px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [lesson]);
  useEffect(() => {
    if (course === null || id === undefined || !seen) return undefined;
    let gone = false;
    // Whoever opens a lesson has it before this picture is taken down: what runs then is the lesson's.
    const atHome = (): boolean => useLesson.getState().phase === 'menu';
    const show = async (): Promise<void> => {
      const { lesson: data } = await course.pack(id);
      const [traces] = await Promise.all([recordedRuns(course, id, data), loadPicture()]);
      if (gone || !atHome() || Object.keys(traces).length === 0) return;
      useRun.getState().showRecorded(traces);
      usePlayer.getState().setLoop(true);
      if (!still) usePlayer.getState().play();
    };
    // Without a network the board below its empty frame is still all there.
    show().catch(() => undefined);
    return () => {
      gone = true;
      usePlayer.getState().setLoop(false);
      if (atHome()) useRun.getState().forget();
    };
  }, [course, id, still, seen]);
  if (lesson === undefined) return null;
  return (
    <section ref={place} className={css['scene']} aria-label={t.menuBoard.scene}>
      <div className={css['stage']}>{model !== null && Pane !== null && <Pane model={model} />}</div>
      <div className={css['bar']}>
        <PlayButton />
        <div className={css['words']}>
          <NarrationLine />
        </div>
        <a href={`#/${lesson.id}`}>{t.menuBoard.openScene(lesson.title[locale])}</a>
      </div>
    </section>
  );
}
