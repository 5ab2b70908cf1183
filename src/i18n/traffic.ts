import type { Locale } from './index.ts';

/** Words of the dialog in which the customers are chosen; they come with it. */
const en = {
  title: 'Who comes in',
  arrive: 'They come …',
  kinds: {
    burst: ['all at once.', 'A bus stops at the door.'],
    every: ['one after the other,', 'always the same time apart.'],
    poisson: ['by chance,', 'as real visitors do: a Poisson process.'],
    closed: [
      'again and again:',
      'a fixed number of regulars, each of whom waits for the answer, thinks, and asks again.',
    ],
  },
  fields: {
    count: 'Requests in all',
    visits: 'Visits in all',
    everyMs: 'Milliseconds apart',
    rate: 'Per second, on average',
    users: 'Regulars',
    thinkMs: 'Milliseconds to think',
    seed: 'Seed of the chance',
  },
  agent: 'They ask with …',
  agents: {
    plain: ['a program:', 'one request each, as curl would.'],
    browser: [
      'a browser:',
      'a page and everything it names, over up to six connections that stay open. It keeps cookies and copies.',
    ],
  },
  same: 'It is the same person each time: the browser remembers',
  impatient: 'They leave after a while (seconds):',
  patience: 'Seconds until they leave',
  keepalive: 'They keep their connection for the next order',
  slowUpload: 'They send their order slowly: a POST in twenty pieces, two seconds in all',
  reset: 'As in the lesson',
  apply: 'Open the doors',
};

type TrafficWords = typeof en;

const zh: TrafficWords = {
  title: '誰會上門',
  arrive: '他們怎麼來？',
  kinds: {
    burst: ['同時湧進來。', '像一輛遊覽車停在門口。'],
    every: ['一個接一個，', '每次間隔都一樣。'],
    poisson: ['隨機上門，', '跟真實訪客一樣，是卜瓦松過程。'],
    closed: ['一來再來：', '固定幾位常客，每位等到回應、想一想，再點下一份。'],
  },
  fields: {
    count: '總共幾個請求',
    visits: '總共造訪幾次',
    everyMs: '間隔幾毫秒',
    rate: '平均每秒幾位',
    users: '幾位常客',
    thinkMs: '考慮幾毫秒',
    seed: '亂數種子',
  },
  agent: '他們用什麼來問？',
  agents: {
    plain: ['用程式：', '每次一個請求，就像 curl。'],
    browser: [
      '用瀏覽器：',
      '要一個網頁，連同網頁提到的所有東西；最多同時六條連線，用完不關，還會記住 cookie 和先前拿過的內容。',
    ],
  },
  same: '每次都是同一個人：瀏覽器會記得',
  impatient: '等太久就離開（秒）：',
  patience: '幾秒後離開',
  keepalive: '保留連線，下一份餐點接著用',
  slowUpload: '點單念得很慢：POST 分成二十段，前後兩秒',
  reset: '照課程的設定',
  apply: '開門營業',
};

export const TRAFFIC_WORDS: Readonly<Record<Locale, TrafficWords>> = { en, 'zh-TW': zh };
