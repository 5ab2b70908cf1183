/** nginx's reasons and remarks in the reader's language: the trace holds them in English, as facts. */
import type { Locale } from '../../i18n/index.ts';

const REASONS: Readonly<Record<string, string>> = {
  'does not match': '不符合',
  'is not this path exactly': '路徑不完全相同',
  'an exact match ends the search': '完全相同，搜尋到此為止',
  'a longer prefix matches': '有更長的前綴符合',
  'the path does not begin with it': '路徑不是以它開頭',
  'the longest prefix': '最長的前綴，先記住',
  '^~ ends the search: regular expressions are not looked at': '^~ 讓搜尋到此為止，不再看正規表示式',
  'no regular expression matches': '沒有正規表示式符合',
  'the first regular expression that matches': '第一個符合的正規表示式',
  'asked for by name': '指名要它',
  'the exact name': '名稱完全相同',
  'the default server of this address': '這個位址的預設 server',
  'kept open from an earlier request': '沿用先前請求留下的連線',
  'round-robin': '輪流',
  'least-conn': '連線最少的',
  'ip-hash': '依用戶端位址',
  random: '隨機',
  hash: '依雜湊值',
};

const TOPICS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  cache: ['cache', '快取'],
  limit_req: ['rate limit', '請求速率限制'],
  limit_conn: ['connection limit', '連線數限制'],
  rewrite: ['rewritten', '改寫'],
  try_files: ['looked for a file', '找檔案'],
  error_page: ['error page', '錯誤頁'],
  auth_request: ['asked for permission', '先問過可不可以'],
  'internal-redirect': ['went on inside', '內部轉址'],
  'request-buffered': ['read the whole order first', '先收完整個請求'],
  'response-buffered': ['answer kept in a file', '回應先存成檔案'],
  'x-accel-redirect': ['the app handed over a file', '程式交出檔案'],
  upgraded: ['became', '升級為'],
  'not-modelled': ['not modelled', '沒有模擬'],
};

export function reasonIn(locale: Locale, why: string): string {
  if (locale === 'en') return why;
  const other = /^is not asked for$|^is not (.*)$/.exec(why);
  return REASONS[why] ?? (other === null ? why : `不是 ${other[1] ?? '所要求的'}`);
}

export function topicIn(locale: Locale, topic: string): string {
  const known = TOPICS[topic];
  return known === undefined ? topic : locale === 'en' ? known[0] : known[1];
}
