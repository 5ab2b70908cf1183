/** Words of the small picture on the phone's other places: loaded with it. */
import type { Locale } from './index.ts';

interface FloatWords {
  readonly enlarge: string;
  readonly away: string;
}
export const FLOAT: Readonly<Record<Locale, FloatWords>> = {
  en: { enlarge: 'Enlarge the picture', away: 'Put the picture away' },
  'zh-TW': { enlarge: '放大畫面', away: '收起畫面' },
};
