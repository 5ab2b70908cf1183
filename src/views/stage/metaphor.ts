/**
 * The metaphor, in one place: what each server idea is called in the diner, in both languages. No other file of the stage holds a
 * word that a person reads; the rest knows only neutral names (proxy, line, worker, service) and takes these tables as a prop.
 */
interface ZoneWords {
  readonly diner: string;
  readonly server: string;
}
export interface StageWords {
  readonly language: 'en' | 'zh-TW';
  /** Street, door, line, counter, kitchen: left to right. */
  readonly zones: readonly [ZoneWords, ZoneWords, ZoneWords, ZoneWords, ZoneWords];
  readonly sign: string;
  readonly open: string;
  readonly in: string;
  readonly out: string;
  /** Heading of the location table on the wall. */
  readonly whereTo: string;
  /** On that table as long as nobody has asked for anything. */
  readonly nobodyAsked: string;
  readonly leadsTo: { readonly files: string; readonly line: string; readonly other: string };
  /** Where no web server stands before the app server. */
  readonly noProxy: string;
  readonly pickup: string;
  /** The arbiter's name in the diner. */
  readonly manager: string;
  readonly service: {
    readonly upper: string;
    readonly lower: string;
    readonly upperRole: string;
    readonly lowerRole: string;
  };
  readonly pill: {
    readonly run: string;
    readonly io: string;
    readonly send: string;
    readonly free: string;
    readonly frozen: string;
    readonly booting: string;
    readonly leaving: string;
    readonly killed: string;
    readonly left: string;
  };
  /** The note on a worker's card in the server skin. */
  readonly note: {
    readonly run: string;
    readonly io: (call: string) => string;
    readonly send: string;
    readonly free: string;
    readonly frozen: string;
    readonly booting: string;
    readonly leaving: string;
    readonly killed: string;
    readonly left: string;
  };
  /** On the card of the one who has just taken a killed one's place. */
  readonly replaces: (pid: number) => string;
  readonly loop: readonly [string, string];
  readonly tasks: string;
  readonly parked: string;
  readonly waitingForPager: (count: number) => string;
  readonly inLine: (count: number, oldestSeconds: number) => string;
  /** So many at one appliance, at one service. */
  readonly orders: (count: number) => string;
  readonly calls: (count: number) => string;
  readonly closed: ZoneWords;
  readonly alive: string;
  readonly late: string;
  /** The rope is full; and who knocks again in so many seconds. */
  readonly full: ZoneWords;
  readonly knock: (seconds: number) => string;
  /** A client that sends or reads bit by bit. */
  readonly slowly: string;
  /** On the badge of somebody who leaves without a status. */
  readonly noAnswer: { readonly refused: string; readonly left: string; readonly cut: string };
  /** An event loop that one task keeps for itself. */
  readonly blocked: (seconds: number) => string;
  readonly core: (busy: number) => ZoneWords;
  readonly runQueue: (count: number) => string;
  /** What the one in the street can read. */
  readonly overheard: { readonly postcard: (line: string) => string; readonly sealed: string };
  readonly groupLine: (label: string, count: number) => string;
  /** What the hover label calls a worker and a request. */
  readonly worker: string;
  readonly request: string;
}

const en: StageWords = {
  language: 'en',
  zones: [
    { diner: 'Street', server: 'Client · the Internet' },
    { diner: 'Door & host', server: 'Nginx :80' },
    { diner: 'Rope line', server: 'listen backlog' },
    { diner: 'Counter', server: 'Gunicorn workers' },
    { diner: 'Kitchen', server: 'I/O · database, API' },
  ],
  sign: 'Gateway Diner',
  open: 'OPEN',
  in: 'IN',
  out: 'OUT',
  whereTo: 'Where to?',
  nobodyAsked: 'nobody has asked yet',
  leadsTo: { files: 'fridge', line: 'line', other: 'host' },
  noProxy: 'no web server',
  pickup: 'Pick-up area',
  manager: 'Manager',
  service: { upper: 'Fryer', lower: 'Grill', upperRole: 'database', lowerRole: 'slow API' },
  pill: {
    run: 'run',
    io: 'I/O',
    send: 'send',
    free: 'free',
    frozen: 'frozen',
    booting: 'starting',
    leaving: 'last one',
    killed: 'gone',
    left: 'went home',
  },
  note: {
    run: 'on the CPU',
    io: (call) => `blocked in ${call}()`,
    send: 'writing',
    free: 'idle',
    frozen: 'no heartbeat',
    booting: 'importing',
    leaving: 'finishing',
    killed: 'killed',
    left: 'exited',
  },
  replaces: (pid) => `in place of ${pid}`,
  loop: ['event', 'loop'],
  tasks: 'tasks',
  parked: 'tasks parked at await',
  waitingForPager: (n) => `${n} waiting for their pager`,
  inLine: (n, s) => `${n} in line · oldest ${s.toFixed(1)} s`,
  orders: (n) => (n === 1 ? '1 order' : `${n} orders`),
  closed: { diner: 'CLOSED', server: 'nobody listens' },
  calls: (n) => (n === 1 ? '1 call' : `${n} calls`),
  alive: 'alive',
  late: 'late',
  full: { diner: 'FULL', server: 'queue full' },
  knock: (s) => `full, again in ${s.toFixed(1)} s`,
  slowly: 'b … i … t   b … y …',
  noAnswer: { refused: 'refused', left: 'left', cut: 'cut off' },
  blocked: (s) => `blocked ${s.toFixed(1)}`,
  core: (n) => ({ diner: `Stoves lit: ${n}`, server: `cpu ${n} busy` }),
  runQueue: (n) => (n === 1 ? '1 wants one' : `${n} want one`),
  overheard: { postcard: (line) => `reads: ${line}`, sealed: 'sees an envelope' },
  groupLine: (label, n) => `${label} · ${n} in line`,
  worker: 'Cashier',
  request: 'Customer',
};

const zhTW: StageWords = {
  language: 'zh-TW',
  zones: [
    { diner: '街道', server: '用戶端・網際網路' },
    { diner: '門口與帶位員', server: 'Nginx :80' },
    { diner: '排隊紅龍', server: '待接佇列 backlog' },
    { diner: '櫃台', server: 'Gunicorn workers' },
    { diner: '廚房', server: 'I/O：資料庫、API' },
  ],
  sign: '閘道食堂',
  open: '營業中',
  in: '入口',
  out: '出口',
  whereTo: '往哪裡走？',
  nobodyAsked: '還沒有人來問',
  leadsTo: { files: '冰箱', line: '排隊', other: '帶位員' },
  noProxy: '沒有網頁伺服器',
  pickup: '取餐區',
  manager: '店長',
  service: { upper: '炸爐', lower: '煎台', upperRole: '資料庫', lowerRole: '慢速 API' },
  pill: {
    run: '執行',
    io: '等待',
    send: '交餐',
    free: '空閒',
    frozen: '凍住',
    booting: '準備中',
    leaving: '最後一位',
    killed: '不在了',
    left: '下班了',
  },
  note: {
    run: '占用 CPU',
    io: (call) => `卡在 ${call}()`,
    send: '寫出回應',
    free: '閒置',
    frozen: '沒有心跳',
    booting: '匯入中',
    leaving: '做完就走',
    killed: '被砍掉',
    left: '已結束',
  },
  replaces: (pid) => `接替 ${pid}`,
  loop: ['事件', '迴圈'],
  tasks: '待辦任務',
  parked: '停在 await 的任務',
  waitingForPager: (n) => `${n} 位在等叫號`,
  inLine: (n, s) => `${n} 位排隊・最久 ${s.toFixed(1)} 秒`,
  orders: (n) => `${n} 份`,
  closed: { diner: '休息中', server: '沒有行程在監聽' },
  calls: (n) => `${n} 個呼叫`,
  alive: '存活',
  late: '逾時',
  full: { diner: '客滿', server: '佇列已滿' },
  knock: (s) => `客滿，${s.toFixed(1)} 秒後再敲門`,
  slowly: '一 … 點 … 一 … 點',
  noAnswer: { refused: '被拒絕', left: '走了', cut: '中斷' },
  blocked: (s) => `卡住 ${s.toFixed(1)}`,
  core: (n) => ({ diner: `爐口：${n} 個開著`, server: `cpu ${n} 忙` }),
  runQueue: (n) => `${n} 個在等爐口`,
  overheard: { postcard: (line) => `偷看到：${line}`, sealed: '只看到信封' },
  groupLine: (label, n) => `${label}・${n} 位排隊`,
  worker: '收銀員',
  request: '客人',
};

export const stageWords = (language: StageWords['language']): StageWords => (language === 'en' ? en : zhTW);
