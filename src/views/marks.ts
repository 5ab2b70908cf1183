import { useLocale } from './messages.ts';

/** What stands between sentences and words that a view puts together: full-width marks bring their own room. */
const MARKS = {
  en: { gap: ' ', stop: '. ', comma: ', ', inBrackets: (text: string) => ` (${text})` },
  'zh-TW': { gap: '', stop: '。', comma: '，', inBrackets: (text: string) => `（${text}）` },
} as const;

export const useMarks = () => MARKS[useLocale()];
