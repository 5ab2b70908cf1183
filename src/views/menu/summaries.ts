import { useEffect, useState } from 'react';
import type { Summaries } from '../../course/catalogue.ts';
import { useLesson } from '../../store/lesson.ts';

/** A sentence on each lesson, by id; empty until they have come. */
export function useSummaries(): Summaries {
  const course = useLesson((state) => state.course);
  const [all, setAll] = useState<Summaries>({});
  useEffect(() => {
    let gone = false;
    void course?.summaries().then((summaries) => {
      if (!gone) setAll(summaries);
    });
    return () => {
      gone = true;
    };
  }, [course]);
  return all;
}
