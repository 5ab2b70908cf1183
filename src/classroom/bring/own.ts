import type { OwnLesson } from '../own/index.ts';
import type { Kitchen } from './model.ts';

/** The kitchen as a lesson without tasks; `texts` says in words what was placed where. */
export function ownKitchen({ files, tabs, scenario, model }: Kitchen, texts: OwnLesson['texts']): OwnLesson {
  const shown = new Set(tabs);
  const hidden = Object.entries(scenario.files ?? {}).filter(([path]) => !shown.has(path));
  return {
    kind: 'kitchen',
    lesson: {
      version: 1,
      files: tabs.map((path) => ({ path })),
      runs: [{ id: 'kitchen', model, scenario: { ...scenario, files: Object.fromEntries(hidden) } }],
      knobs: {},
      moments: {},
      steps: [{ id: 'kitchen' }],
      mistakes: [],
    },
    start: Object.fromEntries(tabs.map((path) => [path, files[path] ?? ''])),
    solutions: {},
    texts,
    limits: { hide: [], locked: false },
  };
}
