/** Words of questions and guest checks for what comes up now and then. */
import type { Locale } from './index.ts';

interface CheckWords {
  /** The machine goes on, and the checks look at runs from the start. */
  readonly live: string;
  /** Over the words of a program that stopped. */
  readonly stopped: string;
  /** Under a question that was answered otherwise than the run does. */
  readonly again: string;
}
export const CHECK: Readonly<Record<Locale, CheckWords>> = {
  en: {
    live: 'The terminal is open, so this run goes on. The check looks at a whole run: edit a file in the editor, or press “Run again”. What you changed in the terminal stays behind.',
    stopped: 'Something stopped, and says why itself',
    again: 'A wrong guess is a good start. Watch, then choose again: every answer has its reply.',
  },
  'zh-TW': {
    live: '終端機開著，這一輪就不會結束，而這張單要看的是從頭到尾的一輪。在編輯器裡改檔案，或按「再跑一次」，就會重新開始；在終端機裡改的不會帶過去。',
    stopped: '有東西停擺了，原因它自己說了',
    again: '沒猜中也好，這樣才記得住。看完再選一次，每個答案都有話說。',
  },
};
