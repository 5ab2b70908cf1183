import type { Locale } from '../i18n/index.ts';
import { readPanels, type EmbedPanel } from '../store/embed-panels.ts';
import type { Skin, Theme } from '../store/settings.ts';

/** What an author may set in the widget's address; whatever is not understood is left out. */
export interface EmbedParams {
  readonly lesson: string;
  readonly step: number;
  readonly skin: Skin | null;
  readonly locale: Locale | null;
  readonly theme: Theme | null;
  readonly autoplay: boolean;
  /** Null: what fits its shape. */
  readonly panels: readonly EmbedPanel[] | null;
}

const oneOf = <T extends string>(value: string | null, allowed: readonly T[]): T | null =>
  allowed.find((one) => one === value) ?? null;

export function readParams(search: string): EmbedParams {
  const params = new URLSearchParams(search);
  const step = Number(params.get('step') ?? '1');
  return {
    lesson: params.get('lesson') ?? '',
    step: Number.isInteger(step) && step > 0 && step < 100 ? step : 1,
    skin: oneOf(params.get('skin'), ['diner', 'server']),
    locale: oneOf(params.get('lang'), ['en', 'zh-TW']),
    theme: oneOf(params.get('theme'), ['light', 'dark']),
    autoplay: params.get('autoplay') === '1',
    panels: readPanels(params.get('panels')),
  };
}
