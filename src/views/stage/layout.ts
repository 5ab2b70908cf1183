/**
 * layoutScene: the pure function from a snapshot (neutral, one instant) to a SceneModel (drawn, one instant). Same snapshot, same
 * scene; nothing is remembered from frame to frame that could change the result.
 */
import { FRONT, LINE_LIFT, OUT_OF_SIGHT, TILL_LIFT } from './anchors';
import { Arrangement } from './arrangement';
import { whereabouts, type StreetSize, type Whereabouts } from './journey';
import { layoutGroups, layoutLine, layoutParked } from './layout-crowd';
import { layoutServices, layoutWires } from './layout-services';
import { layoutArbiter, layoutTurning, layoutWorkers } from './layout-workers';
import type { StageWords } from '../../i18n/stage';
import { MS, STEP_US, clamp01 } from './motion';
import type { Actor, ActorForm, Pose, ProxyScene, Remark, SceneModel } from './scene';
import { phaseAt, placeAt, type Outcome, type Phase, type RequestSnapshot, type Snapshot } from './snapshot';

export interface LayoutOptions {
  readonly words: StageWords;
  /** Id of the selected request. */
  readonly selected?: string;
  /** Reduced motion: nobody walks, people appear on their next anchor; timers go in ten steps. */
  readonly still?: boolean;
  /** The player's speed. In slow motion walks take that share of their simulated time, so that they look the same. */
  readonly speed?: number;
}

const MENU: SceneModel['menu'] = (['burger', 'fries', 'report', 'static'] as const).map((path) => ({
  path,
  label: `/${path}`,
}));
const DEFAULT_PATIENCE_US = 5_000 * MS;
const IMPATIENT = 0.42;
/** People who come (or go) within this time share the pavement; their number sets their size. */
const CROWD_WINDOW_US = 750 * MS;
const FULL_MAX = 9;
const SMALL_MAX = 30;

const leavingAt = (request: RequestSnapshot): number | undefined => {
  const last = request.phases[request.phases.length - 1];
  return last?.phase === 'leaving' ? last.from : undefined;
};

const BUBBLE_GAP = 230;
const BUBBLE_LEFT = 190;
/** Rows of a crowded pavement, and of the narrower exit lane. */
const IN_ROWS = [0, -26, 24, 44] as const;
const OUT_ROWS = [0, -22, 20, -10] as const;
/** So many of those who stay before the door are not small. */
const ASIDE_FULL = 12;
/** How many of the sorted `times` lie in the window before `times[i]`. */
function sizes(
  times: readonly (readonly [id: string, time: number, ticket: number])[],
  rows: readonly number[],
): Map<string, { scale: number; shift: number }> {
  const out = new Map<string, { scale: number; shift: number }>();
  let start = 0;
  times.forEach(([id, time, ticket], i) => {
    while ((times[start]?.[1] ?? time) < time - CROWD_WINDOW_US) start++;
    const near = i - start + 1;
    const scale = near <= FULL_MAX ? 1 : near <= SMALL_MAX ? 0.6 : 0.42;
    out.set(id, { scale, shift: scale === 1 ? 0 : (rows[ticket % 4] ?? 0) });
  });
  return out;
}
function streetSizes(requests: readonly RequestSnapshot[], t: number): (request: RequestSnapshot) => StreetSize {
  type Moment = readonly [id: string, time: number, ticket: number];
  const byTime = (a: Moment, b: Moment): number => a[1] - b[1] || a[2] - b[2];
  const arrivals: Moment[] = [];
  const ends: Moment[] = [];
  for (const request of requests) {
    const from = request.phases[0]?.from;
    if (from !== undefined && from <= t) arrivals.push([request.id, from, request.ticket]);
    const end = leavingAt(request);
    if (end !== undefined && end <= t) ends.push([request.id, end, request.ticket]);
  }
  const inward = sizes(arrivals.sort(byTime), IN_ROWS);
  const outward = sizes(ends.sort(byTime), OUT_ROWS);
  return ({ id, aside }) => {
    const b = outward.get(id);
    const out = { outScale: b?.scale ?? 1, outShift: b?.shift ?? 0 };
    // Those who stand before the door have a place each, and need not be small.
    if (aside !== undefined) return { inScale: aside < ASIDE_FULL ? 1 : 0.6, inShift: 0, ...out, aside };
    const a = inward.get(id);
    return { inScale: a?.scale ?? 1, inShift: a?.shift ?? 0, ...out };
  };
}

const farewell = (outcome: Outcome): Pose => {
  switch (outcome.kind) {
    case 'ok':
      return 'bag';
    case 'static':
      return 'drink';
    case 'error':
    case 'refused':
      return 'refund';
    case 'gave-up':
      return 'storm';
  }
};
/** So much of the way out of the pick-up area. */
const HELD_HIGH = 0.22;
function poseOf(phase: Phase, where: Whereabouts, patience: number | undefined): Pose {
  // The pager has lit up: it is held high until the food is there.
  if (where.moving && where.from === 'pickup' && (where.to === 'till' || where.share < HELD_HIGH)) return 'called';
  if (where.to === 'out') return phase.phase === 'leaving' ? farewell(phase.outcome) : 'walk';
  if (where.moving && where.share < 0.94) return phase.phase === 'parked' && where.to === 'pickup' ? 'pager' : 'walk';
  switch (phase.phase) {
    case 'arriving':
      return where.moving ? 'walk' : 'order';
    case 'at-proxy':
      return 'order';
    case 'queued':
      return patience !== undefined && patience > IMPATIENT ? 'impatient' : 'wait';
    case 'in-worker':
      return phase.state === 'run' ? 'order' : 'wait';
    case 'parked':
      return 'pager';
    case 'seated':
      return 'order';
    case 'leaving':
      return 'walk';
  }
}
/** A frame of an open connection stays in the air this long. */
const TALK_US = 700_000;
const covering = (spans: RequestSnapshot['slow'], t: number) => spans?.find((span) => span.from <= t && t < span.to);
function remarkOf(request: RequestSnapshot, phase: Phase, t: number, words: StageWords): Remark | undefined {
  const knock = covering(request.knocks, t);
  if (knock !== undefined) return { kind: 'knock', text: words.knock((knock.to - t) / 1e6) };
  if (phase.phase === 'seated') {
    const said = request.talk?.findLast((one) => one.at <= t);
    return said !== undefined && t - said.at < TALK_US ? { kind: 'talk', dir: said.dir } : undefined;
  }
  return covering(request.slow, t) === undefined ? undefined : { kind: 'slow', text: words.slowly };
}
/** The text of the badge where no status came. */
const withoutStatus = (outcome: Outcome, words: StageWords): string =>
  outcome.kind === 'refused'
    ? words.noAnswer.refused
    : outcome.kind === 'gave-up'
      ? words.noAnswer.left
      : words.noAnswer.cut;

const zoneOf = (where: Whereabouts): Actor['zone'] => {
  const here = where.share > 0.5 ? where.to : where.from;
  if (where.to === 'out' && where.share > 0.1) return 'exit';
  return here === 'out' ? 'exit' : here === 'band' ? 'line' : here;
};
const formOf = (scale: number): ActorForm => (scale >= 0.68 ? 'full' : scale >= 0.5 ? 'small' : 'crowd');

/** Over this part of the way a badge comes, and a bubble goes. */
const VOICE_SHARE = 0.08;
const LEAST_VOICE = 0.2;

interface Frame {
  readonly snapshot: Snapshot;
  readonly options: LayoutOptions;
  readonly room: Arrangement;
}
/** People who stand still where the level draws blocks or heads instead of them. */
function merged(phase: Phase, where: Whereabouts, { room, snapshot: { at } }: Frame): boolean {
  if (where.moving) return false;
  if (where.to === 'line') return room.lineLevel(at) >= 3 && placeAt(phase, at) >= FRONT;
  if (where.to === 'till') return room.workerLevel(at) >= 3;
  return where.to === 'pickup' && room.parkedLevel(at) >= 2;
}

function actorOf(request: RequestSnapshot, size: StreetSize, frame: Frame): Actor | undefined {
  const { at } = frame.snapshot;
  const phase = phaseAt(request.phases, at);
  const where = whereabouts(request.phases, at, frame.room, size, request.rank);
  if (phase === undefined || where === undefined || where.gone) return undefined;
  const selected = request.id === frame.options.selected;
  if (!selected && merged(phase, where, frame)) return undefined;
  const scale = selected ? Math.max(where.scale, 0.72) : where.scale;
  const form = formOf(scale);
  const arrived = request.phases[0]?.from ?? at;
  const waits = phase.phase === 'queued' && where.to === 'line' && where.share > 0.9;
  const patience = waits ? Math.min(1, (at - arrived) / (request.patienceUs ?? DEFAULT_PATIENCE_US)) : undefined;
  const pose = poseOf(phase, where, patience);
  const remark = remarkOf(request, phase, at, frame.options.words);
  const zone = zoneOf(where);
  const tillShare = where.to === 'till' ? where.share : where.from === 'till' ? 1 - where.share : 0;
  const leaves = where.to === 'out' && phase.phase === 'leaving' && pose !== 'called';
  const lineLevel = frame.room.lineLevel(at);
  // Of a party that walks side by side only the first four carry their numbers where all can see them.
  const amidst = where.moving && (request.rank ?? 0) >= 4;
  const tagged =
    zone === 'line'
      ? lineLevel === 0 || (phase.phase === 'queued' && (lineLevel === 1 ? !where.moving : placeAt(phase, at) === 0))
      : zone !== 'till' || frame.room.workerLevel(at) === 0;
  return {
    id: request.id,
    ticket: request.ticket,
    path: request.path,
    form,
    pose,
    x: where.x,
    y: where.y,
    tokenLift: (LINE_LIFT + (TILL_LIFT - LINE_LIFT) * tillShare) * (scale < 0.7 ? scale : 1),
    scale,
    facing: where.facing,
    moving: where.moving,
    step: Math.floor(at / (STEP_US * frame.room.pace)) % 2 === 0 ? 0 : 1,
    ...(patience === undefined ? {} : { patience }),
    voice: frame.room.still
      ? 1
      : Math.max(LEAST_VOICE, clamp01((leaves ? where.share : 1 - where.share) / VOICE_SHARE)),
    ...(leaves ? badgeOf(phase.outcome, frame.options.words) : {}),
    ...(remark === undefined || leaves ? {} : { remark }),
    secure: request.secure === true,
    seated: phase.phase === 'seated' && !where.moving,
    line: request.line,
    speaks: where.from === 'street' && where.to === 'door' && form === 'full' && where.moving,
    ...(pose === 'called'
      ? { pagerReady: true }
      : phase.phase === 'parked'
        ? { pagerReady: phase.readyAt !== undefined && phase.readyAt <= at }
        : {}),
    tag: form === 'full' && !leaves && (selected || (tagged && !amidst)),
    selected,
    zone,
  };
}

const NO_STATUS = 599;
const badgeOf = (outcome: Outcome, words: StageWords): Pick<Actor, 'badge' | 'badgeText'> =>
  outcome.status === 0 ? { badge: NO_STATUS, badgeText: withoutStatus(outcome, words) } : { badge: outcome.status };

function layoutProxy(snapshot: Snapshot, actors: readonly Actor[]): ProxyScene | undefined {
  const { proxy } = snapshot;
  if (proxy === undefined) return undefined;
  const asks = actors.filter((actor) => actor.zone === 'door' && actor.x > 330 && actor.x < 470);
  const refused = actors.some(
    (actor) => (actor.badge ?? 0) >= 400 && actor.pose === 'refund' && actor.x > 330 && actor.x < 480,
  );
  const active = (leads: 'files' | 'line' | 'other'): boolean =>
    asks.some((actor) => (leads === 'files') === (actor.path === 'static')) ||
    (leads === 'files' && actors.some((actor) => actor.pose === 'drink' && actor.x > 300));
  return {
    name: proxy.name,
    pid: proxy.pid,
    listen: proxy.listen,
    tls: proxy.tls,
    locations: proxy.locations.map((location) => ({
      ...location,
      active: location.leads !== 'other' && active(location.leads),
    })),
    storeLabel: proxy.storeLabel,
    storeUsed: proxy.storeUsed,
    lines: proxy.lines,
    refuses: refused,
  };
}

/** From here on a second's arrivals are a number. */
const RATE_MIN = 6;
function layoutRates({ at, requests }: Snapshot, actors: readonly Actor[]): SceneModel['rates'] {
  const within = (time: number | undefined): boolean => time !== undefined && time <= at && time > at - 1_000 * MS;
  const arrived = requests.filter((request) => within(request.phases[0]?.from)).length;
  const out = actors.filter((actor) => actor.zone === 'exit' && actor.x > OUT_OF_SIGHT);
  // Over those who are turned away stands for how long, and no rate.
  const knocking = actors.some((actor) => actor.remark?.kind === 'knock');
  const failing = out.filter((actor) => (actor.badge ?? 0) >= 400).length;
  return {
    arriving: arrived > RATE_MIN && !knocking ? arrived : 0,
    leaving: out.length > 4 ? out.length - failing : 0,
    failing: out.length > 4 ? failing : 0,
  };
}

/** Those who are turned away stand at one place: the last of them says for how long. */
function quietKnocks(actors: Actor[]): void {
  const last = actors.findLastIndex((actor) => actor.remark?.kind === 'knock');
  actors.forEach((actor, i) => {
    if (i === last || actor.remark?.kind !== 'knock') return;
    const { remark: _, ...quiet } = actor;
    actors[i] = quiet;
  });
}

/** Room that the badge over somebody's head takes. */
const BADGE_WIDE = 70;
const BADGE_HIGH = 34;
/** Those who leave in one heap with the same answer share a badge until they have parted. */
function quietBadges(actors: Actor[]): void {
  const shown: Actor[] = [];
  actors.forEach((actor, i) => {
    if (actor.badge === undefined) return;
    const under = (other: Actor): boolean =>
      other.badge === actor.badge &&
      Math.abs(other.x - actor.x) < BADGE_WIDE &&
      Math.abs(other.y - actor.y) < BADGE_HIGH;
    if (actor.selected || !shown.some(under)) return void shown.push(actor);
    const { badge: _, badgeText: __, ...quiet } = actor;
    actors[i] = quiet;
  });
}

/** Of two people who would talk over each other only the one who came later speaks, nobody over one who is turned away, and nobody in a busy street. */
function quietSpeakers(actors: Actor[], busy: boolean): void {
  // Nobody's bubble leaves the picture at its edge: there it moves towards the others.
  const middle = ({ x }: Actor): number => Math.max(BUBBLE_LEFT, x);
  let latest = actors.find((actor) => actor.remark?.kind === 'knock');
  for (let i = actors.length - 1; i >= 0; i--) {
    const actor = actors[i];
    if (actor?.speaks !== true) continue;
    if (busy || (latest !== undefined && Math.abs(middle(latest) - middle(actor)) < BUBBLE_GAP))
      actors[i] = { ...actor, speaks: false };
    else latest = actor;
  }
}

/** Whoever stands in the street reads what passes by: the order of a postcard, of a sealed envelope only that it is one. */
function overheardOf(actors: readonly Actor[]): SceneModel['overheard'] {
  const passing = actors.findLast(
    (actor) => actor.zone === 'street' && actor.pose === 'walk' && actor.x > 10 && actor.x < 300,
  );
  return passing === undefined ? undefined : { text: passing.line, sealed: passing.secure };
}

/** The slowest speed at which people keep their pace. */
const SLOWEST = 0.1;

export function layoutScene(snapshot: Snapshot, options: LayoutOptions): SceneModel {
  const still = options.still === true;
  const speed = options.speed ?? 1;
  const room = new Arrangement(snapshot, still, Math.min(1, Math.max(SLOWEST, speed)));
  const frame: Frame = { snapshot, options, room };
  const sizeOf = streetSizes(snapshot.requests, snapshot.at);
  const actors: Actor[] = [];
  for (const request of snapshot.requests) {
    const actor = actorOf(request, sizeOf(request), frame);
    if (actor !== undefined) actors.push(actor);
  }
  const rates = layoutRates(snapshot, actors);
  quietSpeakers(actors, rates.arriving > 0);
  quietKnocks(actors);
  quietBadges(actors);
  const workers = layoutWorkers(snapshot, room, options.words);
  const services = layoutServices(snapshot, room);
  const workerLevel = room.workerLevel(snapshot.at);
  const turning = layoutTurning(snapshot, room, options.words);
  const wiresOf = (counter: Pick<SceneModel, 'workers' | 'workerLevel'>): SceneModel['wires'] =>
    layoutWires(snapshot, counter.workers, services, counter.workerLevel);
  return {
    at: snapshot.at,
    ambient: still ? 0 : snapshot.at / 1e6 / speed,
    mode: snapshot.mode,
    workerLevel,
    actors,
    proxy: layoutProxy(snapshot, actors),
    line: layoutLine(snapshot, room),
    groups: layoutGroups(snapshot),
    cores: snapshot.cores ?? [],
    runQueue: snapshot.runQueue ?? 0,
    overheard: snapshot.watched === true ? overheardOf(actors) : undefined,
    watched: snapshot.watched === true,
    workers,
    turning: turning === undefined ? undefined : { ...turning, wires: wiresOf(turning) },
    arbiter: layoutArbiter(snapshot),
    services,
    wires: wiresOf({ workers, workerLevel }),
    parked: layoutParked(snapshot, room),
    client: snapshot.client,
    rates,
    menu: snapshot.menu ?? MENU,
    zones: snapshot.zones,
  };
}
