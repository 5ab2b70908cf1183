import * as v from 'valibot';
import type { Locale } from '../i18n/index.ts';
import type { Skin, Theme } from '../store/settings.ts';
import list from './views.json' with { type: 'json' };

const seconds = v.pipe(v.number(), v.minValue(0));
const nth = v.pipe(v.number(), v.integer(), v.minValue(0));
const pixels = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(3000));

const viewSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  shows: v.picklist([
    'page',
    'embed',
    'stage',
    'timeline',
    'requests',
    'logs',
    'metrics',
    'editor',
    'lesson',
    'share',
    'traffic',
  ]),
  /** The lesson whose recorded runs are shown; `trace`: one of the gallery's own recordings instead. */
  lesson: v.optional(v.string()),
  step: v.optional(nth, 1),
  run: v.optional(v.string()),
  beside: v.optional(v.string()),
  trace: v.optional(v.string()),
  /** Where the playhead stands: seconds after the servers were ready. */
  at: v.optional(seconds, 0),
  dock: v.optional(v.picklist(['terminal', 'logs', 'requests', 'metrics'])),
  place: v.optional(v.picklist(['lesson', 'stage', 'code', 'terminal'])),
  file: v.optional(v.string()),
  numbers: v.optional(v.picklist(['run', 'theory'])),
  /** The lesson's questions no longer wait, so that nothing is kept back. */
  answered: v.optional(v.boolean(), false),
  /** What is open in the inspector: the n-th of its kind in the trace, from 0. */
  inspect: v.optional(v.strictObject({ kind: v.picklist(['request', 'process', 'connection']), nth })),
  /** Of the window for a page or a widget, else of the box around the part. */
  width: pixels,
  height: pixels,
});

/** One thing that the gallery shows: what, on which trace, at which instant. */
export type View = v.InferOutput<typeof viewSchema>;

/** All of it, in the order of the contact sheet. */
export const VIEWS: readonly View[] = v.parse(v.array(viewSchema), list);

export interface Wanted {
  /** Null: the list. */
  readonly view: View | null;
  readonly theme: Theme;
  readonly skin: Skin;
  readonly locale: Locale;
}

/** `?view=stage-8-50&at=1.2&theme=dark&skin=server&lang=zh-TW`; whatever is not understood is left out. */
export function readQuery(search: string): Wanted {
  const params = new URLSearchParams(search);
  const found = VIEWS.find((one) => one.id === params.get('view')) ?? null;
  const at = Number(params.get('at') ?? found?.at);
  return {
    view: found === null || !(at >= 0) ? found : { ...found, at },
    theme: params.get('theme') === 'dark' ? 'dark' : 'light',
    skin: params.get('skin') === 'server' ? 'server' : 'diner',
    locale: params.get('lang') === 'zh-TW' ? 'zh-TW' : 'en',
  };
}
