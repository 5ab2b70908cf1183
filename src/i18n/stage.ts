/**
 * The metaphor, in one place: what each server idea is called in the diner. The stage itself holds no word that a person reads; it
 * knows only neutral names (proxy, line, worker, service) and takes these tables as a prop.
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
