/** Words of the reference. */
import type { ReferenceKind } from '../language/index.ts';
import type { Locale } from './index.ts';

const en = {
  title: 'Words and reference',
  intro:
    'What the words of the course mean, and every name that the models know. It is made from the very tables that they run by.',
  back: 'To the menu',
  tabs: 'What to look up',
  terms: 'Words',
  kinds: {
    nginx: 'Nginx directives',
    variable: 'Nginx variables',
    gunicorn: 'Gunicorn settings',
    unit: 'unit files',
    python: 'WSGI and ASGI',
  } satisfies Record<ReferenceKind, string>,
  search: 'Search',
  found: (n: number) => (n === 1 ? 'One entry' : `${n} entries`),
  nothing: 'Nothing by that name is known here.',
  diner: (picture: string) => `In the diner: ${picture}`,
  acts: 'modelled',
  checked: 'checked, no effect here',
  facts: {
    default: 'default',
    contexts: 'in',
    flags: 'flags',
    section: 'section',
    values: 'values',
    source: 'from',
  },
  example: 'Try it',
  exampleOf: (name: string) => `Try ${name} in a lesson`,
  loading: 'The tables are being fetched …',
};

export type ReferenceWords = typeof en;

const zhTW: ReferenceWords = {
  title: '詞彙與參考',
  intro: '課程裡的詞是什麼意思，以及模型認得的每一個名稱。內容直接來自模型執行時所用的表。',
  back: '回到菜單',
  tabs: '要查什麼',
  terms: '詞彙',
  kinds: {
    nginx: 'Nginx 指令',
    variable: 'Nginx 變數',
    gunicorn: 'Gunicorn 設定',
    unit: 'unit 檔',
    python: 'WSGI 與 ASGI',
  },
  search: '搜尋',
  found: (n) => `${n} 筆`,
  nothing: '這裡沒有這個名稱。',
  diner: (picture) => `在食堂裡：${picture}`,
  acts: '有模擬',
  checked: '只檢查，沒有作用',
  facts: {
    default: '預設',
    contexts: '可用於',
    flags: '選項',
    section: '區段',
    values: '可用值',
    source: '出處',
  },
  example: '試試看',
  exampleOf: (name) => `在課程裡試試 ${name}`,
  loading: '正在讀取表格…',
};

export const REFERENCE_WORDS: Readonly<Record<Locale, ReferenceWords>> = { en, 'zh-TW': zhTW };
