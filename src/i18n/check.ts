/** Words of the guest check that only a task of whole runs needs. */
import type { Locale } from './index.ts';

interface CheckWords {
  /** The machine goes on, and the checks look at runs from the start. */
  readonly live: string;
}
export const CHECK: Readonly<Record<Locale, CheckWords>> = {
  en: {
    live: 'The terminal is open, so this run goes on. The check looks at a whole run: edit a file beside the picture, or press “Run again”. What you changed in the terminal stays behind.',
  },
  'zh-TW': {
    live: '終端機開著，這一輪就不會結束，而這張單要看的是從頭到尾的一輪。在右邊改檔案，或按「再跑一次」，就會重新開始；在終端機裡改的不會帶過去。',
  },
};
