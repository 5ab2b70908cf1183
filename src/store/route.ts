/** Pages beside the lessons. */
const PAGES = ['teach', 'reference', 'build', 'bring'] as const;
export type PageName = (typeof PAGES)[number];

/** In place of a lesson's id: the lesson itself comes behind the `~`, and a state of it behind another one. */
export const OWN = 'own';

/** Where the address points: `#/` the menu, `#/lesson`, `#/lesson/step` (from 1), and `~payload` for a shared state. */
export interface Route {
  readonly lesson: string | null;
  readonly step: number;
  /** Undecoded; url.ts reads it. */
  readonly payload: string | null;
}

/** `#/teach` and its like; null for everything else. */
export const pageOf = (hash: string): PageName | null => PAGES.find((page) => hash === `#/${page}`) ?? null;

const LESSON = /^[a-z0-9][a-z0-9-]{0,80}$/;

export function parseRoute(hash: string): Route {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  const mark = text.indexOf('~');
  const payload = mark < 0 ? null : text.slice(mark + 1);
  const [lesson = '', step = ''] = (mark < 0 ? text : text.slice(0, mark)).replace(/^\/+/, '').split('/');
  return {
    lesson: LESSON.test(lesson) ? lesson : null,
    step: /^[1-9]\d?$/.test(step) ? Number(step) : 1,
    payload,
  };
}

export function formatRoute(route: Route): string {
  if (route.lesson === null) return '#/';
  const step = route.step > 1 || route.payload !== null ? `/${route.step}` : '';
  return `#/${route.lesson}${step}${route.payload === null ? '' : `~${route.payload}`}`;
}
