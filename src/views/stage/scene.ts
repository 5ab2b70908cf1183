/**
 * SceneModel: everything that is drawn at one instant, in the 1600 x 900 world. Plain data, no product logic and no words of either
 * skin; layout.ts makes it from a snapshot, the two skins draw it. Fractions are 0..1, positions are feet positions in units.
 */
export type PathClass = 'burger' | 'fries' | 'report' | 'static' | 'other';
export type WorkState = 'wait' | 'run' | 'io' | 'send' | 'err' | 'free';
export type Pose = 'walk' | 'order' | 'wait' | 'impatient' | 'bag' | 'refund' | 'storm' | 'drink' | 'pager' | 'called';
/** What is said over a head besides the order: turned away for now, slow, a frame of an open connection. */
export type Remark =
  | { readonly kind: 'knock'; readonly text: string }
  | { readonly kind: 'slow'; readonly text: string }
  | { readonly kind: 'talk'; readonly dir: 'up' | 'down' };
/** `full`: a peg with ticket; `small`: the same at .6, no ticket; `crowd`: faceless, drawn on the canvas. */
export type ActorForm = 'full' | 'small' | 'crowd';
export type Level = 0 | 1 | 2 | 3 | 4;

export interface Actor {
  readonly id: string;
  readonly ticket: number;
  readonly path: PathClass;
  readonly form: ActorForm;
  readonly pose: Pose;
  readonly x: number;
  readonly y: number;
  /** Where the middle of the token is, above the feet, in units (33 in the line, 52 at a till). */
  readonly tokenLift: number;
  readonly scale: number;
  readonly facing: 1 | -1;
  readonly moving: boolean;
  /** Which foot is in front, changes every 160 ms of simulated time while walking. */
  readonly step: 0 | 1;
  /** Absent when nobody's patience counts (not waiting). */
  readonly patience?: number;
  /** How loud it is: what is over its head comes and goes by a fade, 0 to 1. */
  readonly voice: number;
  /** Status of the answer, shown over the head when leaving; 599 where none came, with the reason as text. */
  readonly badge?: number;
  readonly badgeText?: string;
  readonly remark?: Remark;
  /** Its order travels in a sealed envelope. */
  readonly secure: boolean;
  /** On a bar stool: its connection stays open. */
  readonly seated: boolean;
  /** As it was asked: `GET /burger`. */
  readonly line: string;
  /** True while it says its line aloud, on the way in. */
  readonly speaks: boolean;
  readonly pagerReady?: boolean;
  readonly tag: boolean;
  readonly selected: boolean;
  readonly zone: 'street' | 'door' | 'line' | 'till' | 'pickup' | 'stool' | 'exit';
}

/** Ten people of the line, or ten parked tasks, drawn as one block. */
export interface Block {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly path: PathClass;
  /** Share of the ten whose wait is over; absent in the line. */
  readonly ready?: number;
}

export interface Pill {
  readonly state: WorkState;
  readonly text: string;
  /** Ring fraction; absent: a plain disc of the state's texture. */
  readonly fraction?: number;
  /** What it showed a moment ago, as long as that fades: how much of it is still to be seen, 1 to 0. */
  readonly was?: { readonly state: WorkState; readonly text: string; readonly share: number };
}

export type WorkerLook = 'normal' | 'frozen' | 'killed' | 'booting' | 'leaving' | 'left';
interface ThreadScene {
  readonly label: string;
  readonly state: WorkState;
  readonly ticket?: number;
  readonly holdsLock: boolean;
}
export interface WorkerScene {
  readonly slot: number;
  readonly pid: number;
  /** Class label as configured: sync, gthread, asgi … */
  readonly kind: string;
  readonly look: WorkerLook;
  /** Pid of the one who was torn away from this place a moment ago. */
  readonly after?: number;
  readonly state: WorkState;
  /** An event loop that has been kept from everybody else: how long, in seconds. */
  readonly blocked?: number;
  /** True while the CPU works long on one thing (the request is "made by hand"). */
  readonly byHand: boolean;
  readonly pill: Pill;
  /** Id of the request whose worker this is now. */
  readonly actor?: string;
  readonly source: string;
  readonly code: string;
  readonly note: string;
  readonly threads: readonly ThreadScene[];
  /** Anchors: feet of the request, counter block, scale of the whole station. */
  readonly customer: { readonly x: number; readonly y: number };
  readonly block: { readonly x: number; readonly width: number };
  readonly y: number;
  readonly scale: number;
  readonly selected: boolean;
  readonly path?: PathClass;
}

export interface Beat {
  readonly pid: number;
  readonly state: 'ok' | 'late' | 'new';
  /** Seconds since the last heartbeat. */
  readonly age: number;
}

export interface LocationScene {
  readonly match: string;
  readonly action: string;
  /** Which side of the house it leads to: the proxy's own files, or the line. */
  readonly leads: 'files' | 'line' | 'other';
  readonly active: boolean;
}
export interface ProxyScene {
  readonly name: string;
  readonly pid: number;
  readonly listen: string;
  readonly tls: boolean;
  readonly locations: readonly LocationScene[];
  readonly storeLabel: string;
  readonly storeUsed: number;
  readonly lines: readonly string[];
  /** True while it turns somebody away. */
  readonly refuses: boolean;
}

export interface LineScene {
  readonly label: string;
  readonly count: number;
  readonly limit: number;
  readonly level: Level;
  /** How far people stand behind the line as well, 0 to 1. */
  readonly crowd: number;
  /** How many people stand beyond those who are drawn in full; 0 hides the chip. */
  readonly more: number;
  /** Seconds that the oldest has waited. */
  readonly oldest: number;
  readonly blocks: readonly Block[];
  /** As many wait as the queue holds: the next one is turned away. */
  readonly full: boolean;
}
/** One of several servers: its name, its line. */
export interface GroupScene {
  readonly label: string;
  readonly count: number;
  readonly limit: number;
  /** Those of the line who are not drawn. */
  readonly more: number;
  /** Its plate; a narrow one has room for its name and a number. */
  readonly sign: { readonly x: number; readonly y: number; readonly width: number };
  readonly narrow: boolean;
  readonly line: { readonly x: number; readonly y: number };
}
/** A processor: who has it. */
export interface CoreScene {
  readonly pid?: number;
  readonly slot?: number;
}

export interface SlotScene {
  readonly key: string;
  /** Its place; between two of them while the orders close up. */
  readonly index: number;
  /** What is left, 1 to 0. */
  readonly fraction: number;
  readonly label: string;
  readonly path: PathClass;
  /** Slot of the worker that holds this order; the wire starts there. */
  readonly worker: number;
  /** How much of it is to be seen: it comes and goes by a fade; done, it is only going. */
  readonly opacity: number;
  readonly done: boolean;
  /** How far the order slip, or the food on its way back, is along the wire; absent while neither is. */
  readonly slip?: number;
  readonly back?: boolean;
}
export interface ServiceScene {
  readonly id: string;
  readonly place: 'upper' | 'lower';
  readonly name: string;
  /** What it stands for, in a word: `database`; absent = the words' own. */
  readonly role?: string;
  readonly detail: string;
  readonly slots: readonly SlotScene[];
  readonly count: number;
}
export interface Wire {
  readonly key: string;
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  readonly opacity: number;
  readonly slip?: number;
  readonly back?: boolean;
}

interface RailTicket {
  readonly ticket: number;
  readonly path: PathClass;
  readonly ready: boolean;
}

export interface MenuItem {
  readonly path: PathClass;
  readonly label: string;
}

export interface SceneModel {
  /** Simulated time, microseconds. */
  readonly at: number;
  /** Seconds as they pass in the room, at the same pace at every speed of the player: for steam and the like. */
  readonly ambient: number;
  /** `one-loop`: one event loop with parked tasks; `tills`: each worker holds one request. */
  readonly mode: 'tills' | 'one-loop';
  readonly workerLevel: Level;
  readonly actors: readonly Actor[];
  readonly proxy: ProxyScene | undefined;
  readonly line: LineScene;
  /** Empty when there is one server. */
  readonly groups: readonly GroupScene[];
  readonly cores: readonly CoreScene[];
  readonly runQueue: number;
  /** Somebody stands in the street and reads. */
  readonly watched: boolean;
  /** What somebody in the street can read of what is passing: the order, or only that there is a sealed envelope. */
  readonly overheard: { readonly text: string; readonly sealed: boolean } | undefined;
  readonly workers: readonly WorkerScene[];
  /** The counters that the ones above are taking the place of, and how far they have (0 to 1). */
  readonly turning:
    | {
        readonly share: number;
        readonly workerLevel: Level;
        readonly workers: readonly WorkerScene[];
        readonly wires: readonly Wire[];
      }
    | undefined;
  /** Where the stations stand: one row list per worker count. */
  readonly arbiter: { readonly name: string; readonly pid: number; readonly beats: readonly Beat[] } | undefined;
  readonly services: readonly ServiceScene[];
  readonly wires: readonly Wire[];
  readonly parked: { readonly count: number; readonly blocks: readonly Block[]; readonly rail: readonly RailTicket[] };
  readonly client: readonly string[];
  /** Chips for crowds: people per second through the door, answers going out at once. */
  readonly rates: { readonly arriving: number; readonly leaving: number; readonly failing: number };
  /** Legend of the paths on the wall: at most four. */
  readonly menu: readonly MenuItem[];
  /** Server names of the five zones; absent = the names of the words. */
  readonly zones: readonly string[] | undefined;
}
