/** Words of the reference. */
import type { ReferenceKind } from '../language/index.ts';
import type { Locale } from './index.ts';
import type { Truth, TruthGroup } from './modelled.ts';

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
  truth: 'How true it is',
  truths: {
    real: 'the real thing',
    modelled: 'modelled',
    simplified: 'simplified',
    absent: 'not modelled',
  } satisfies Record<Truth, string>,
  truthGroups: {
    machine: 'The machine and its network',
    python: 'Python',
    nginx: 'Nginx',
    servers: 'Application servers',
    tls: 'HTTPS',
    shell: 'The terminal and systemd',
    clients: 'Clients',
  } satisfies Record<TruthGroup, string>,
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
  truth: '模擬到哪裡',
  truths: { real: '就是本尊', modelled: '有模擬', simplified: '簡化過', absent: '沒有模擬' },
  truthGroups: {
    machine: '機器與網路',
    python: 'Python',
    nginx: 'Nginx',
    servers: '執行程式的伺服器',
    tls: 'HTTPS',
    shell: '終端機與 systemd',
    clients: '用戶端',
  },
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
