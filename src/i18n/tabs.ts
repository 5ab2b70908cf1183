/** Words for a lesson that is open in two tabs: loaded with their notice. */
import type { Locale } from './index.ts';

interface TabWords {
  /** Names of files, in the language's own way. */
  readonly list: (files: readonly string[]) => string;
  readonly differs: (files: string) => string;
  readonly take: string;
  readonly mine: string;
}
export const TABS: Readonly<Record<Locale, TabWords>> = {
  en: {
    list: (files) => new Intl.ListFormat('en').format(files),
    differs: (files) =>
      `This lesson is open in another tab, too, and has another ${files} there. The one that was written last is kept.`,
    take: 'Take that one',
    mine: 'Keep mine',
  },
  'zh-TW': {
    list: (files) => files.join('、'),
    differs: (files) => `另一個分頁也開著這一課，那邊的 ${files} 跟這裡不一樣。最後寫下的那一份會留下來。`,
    take: '換成那一份',
    mine: '留下我的',
  },
};
