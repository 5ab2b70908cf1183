import type { Locale } from './index.ts';

/** What a run is called where several are to choose from. Programs keep their own spelling. */
export const RUN_NAMES: Readonly<Record<string, Readonly<Record<Locale, string>> | string>> = {
  wsgi: 'WSGI',
  asgi: 'ASGI',
  cgi: 'CGI',
  gunicorn: 'Gunicorn',
  uwsgi: 'uWSGI',
  uvicorn: 'uvicorn',
  twisted: 'Twisted',
  daphne: 'Daphne',
  wsgiref: 'wsgiref',
  apache: 'Apache',
  gevent: 'gevent',
  accident: { en: 'The accident', 'zh-TW': '意外' },
  branch: { en: 'The branch', 'zh-TW': '分店' },
  burgers: { en: 'Burgers', 'zh-TW': '漢堡' },
  chain: { en: 'The main shop', 'zh-TW': '總店' },
  deaths: { en: 'Two accidents', 'zh-TW': '兩起意外' },
  deploy: { en: 'The deployment', 'zh-TW': '上新版' },
  direct: { en: 'Without Nginx', 'zh-TW': '沒有 Nginx' },
  door: { en: 'Behind Nginx', 'zh-TW': '前面有 Nginx' },
  flag: { en: 'With the flag', 'zh-TW': '加選項' },
  hatch: { en: 'In /srv', 'zh-TW': '放在 /srv' },
  home: { en: 'In /home', 'zh-TW': '放在 /home' },
  more: { en: 'More workers', 'zh-TW': '加人手' },
  night: { en: 'The evening', 'zh-TW': '這一晚' },
  opening: { en: 'The opening', 'zh-TW': '開店' },
  pool: { en: 'A thread pool', 'zh-TW': '執行緒池' },
  reports: { en: 'Reports', 'zh-TW': '報表' },
  second: { en: 'The second shop', 'zh-TW': '第二家店' },
  slow: { en: 'A slow one', 'zh-TW': '有人很慢' },
  street: { en: 'From the street', 'zh-TW': '從街上來' },
  today: { en: 'Today', 'zh-TW': '今天' },
  tomorrow: { en: 'Tomorrow', 'zh-TW': '明天' },
  two: { en: 'Two workers', 'zh-TW': '兩個 worker' },
  waiting: { en: 'Waiting', 'zh-TW': '等待' },
  work: { en: 'Computing', 'zh-TW': '計算' },
};

/** A run of somebody's own lesson is called as its author has called it. */
export function runName(id: string, locale: Locale): string {
  const name = Object.hasOwn(RUN_NAMES, id) ? RUN_NAMES[id] : undefined;
  return typeof name === 'string' ? name : (name?.[locale] ?? id);
}
