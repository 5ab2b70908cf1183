/**
 * The arrangement of the room at a time: which level of detail each zone has, and where its anchors are while it changes from one
 * level to the next. A level rises at once and falls after 1.0 s at 20 % below its threshold (art direction, section 8), all in
 * simulated time, so that the same instant always looks the same. Anchors move between levels by superposition: each change adds its
 * displacement, eased over CLOSE_UP_US, which is continuous whatever comes how fast.
 */
import { FRONT, lineLevel, linePlace, pickup, till, workerLevel, type Point, type Spot, type Station } from './anchors';
import { bandLevel, bandPlace, bandRows, bandTill } from './bands';
import { CLOSE_UP_US, FADE_US, MS, STAGGER_US, clamp01, easeOut } from './motion';
import type { Level } from './scene';
import { stepIndex, valueAt, type Step } from './snapshot';

const FALL_US = 1000 * MS;
const FALL_SHARE = 0.8;
/** Several at one counter (threads): a second line, slanting away from the till. */
const SEAT_X = 52;
const SEAT_Y = 46;
const SEATS_ABREAST = 8;
const STOOLS_ABREAST = 3;

/** Level of detail over time for a count over time. `levelOf` must not fall when the count rises. */
export function levelSteps(counts: readonly Step[], levelOf: (count: number) => Level): readonly Step[] {
  const out: Step[] = [];
  let level: Level = 0;
  let lowSince: number | undefined;
  const emit = (at: number, value: Level): void => {
    level = value;
    out.push({ at, value });
  };
  for (const { at, value } of counts) {
    if (lowSince !== undefined && at >= lowSince + FALL_US) {
      emit(lowSince + FALL_US, calm(counts, lowSince, levelOf));
      lowSince = undefined;
    }
    const wanted = levelOf(value);
    if (wanted > level) {
      emit(at, wanted);
      lowSince = undefined;
    } else if (levelOf(value / FALL_SHARE) < level) {
      lowSince ??= at;
    } else {
      lowSince = undefined;
    }
  }
  if (lowSince !== undefined) emit(lowSince + FALL_US, calm(counts, lowSince, levelOf));
  return out;
}
/** The level to fall to: what the count in force at the end of the quiet second asks for. */
const calm = (counts: readonly Step[], lowSince: number, levelOf: (count: number) => Level): Level =>
  levelOf(valueAt(counts, lowSince + FALL_US, 0) / FALL_SHARE);

/** Mixes a stepped history of places into one moving point. */
function superpose(
  steps: readonly Step[],
  t: number,
  before: number,
  at: (value: number) => Spot,
  delay: (value: number) => number,
  pace: number,
): Spot {
  const closing = CLOSE_UP_US * pace;
  const maxDelay = 5 * STAGGER_US;
  const last = stepIndex(steps, t);
  let first = last;
  while (first >= 0 && (steps[first]?.at ?? 0) > t - closing - maxDelay) first--;
  let previous = at(first >= 0 ? (steps[first]?.value ?? before) : (steps[0]?.value ?? before));
  let { x, y, scale } = previous;
  for (let i = Math.max(first + 1, 1); i <= last; i++) {
    const step = steps[i];
    if (step === undefined) break;
    const next = at(step.value);
    const w = easeOut((t - step.at - delay(step.value) * pace) / closing);
    x += (next.x - previous.x) * w;
    y += (next.y - previous.y) * w;
    scale += (next.scale - previous.scale) * w;
    previous = next;
  }
  return { x, y, scale };
}
const none = (): number => 0;

const remembered = new WeakMap<readonly Step[], Map<string, readonly Step[]>>();
function levelsOf(name: string, counts: readonly Step[], levelOf: (count: number) => Level): readonly Step[] {
  let byName = remembered.get(counts);
  if (byName === undefined) remembered.set(counts, (byName = new Map<string, readonly Step[]>()));
  let steps = byName.get(name);
  if (steps === undefined) byName.set(name, (steps = [{ at: -Infinity, value: 0 }, ...levelSteps(counts, levelOf)]));
  return steps;
}
const parkedLevel = (count: number): Level => (count <= 8 ? 0 : count <= 24 ? 1 : 2);

const ranked = new WeakMap<readonly Step[], Map<number, readonly Step[]>>();
/**
 * A place and the number of places as one number, for the mixing of histories. Whoever is about to come (or has just gone)
 * stands at the place that is his own: only the others make room.
 */
const RANK = 65_536;
const rankOf = (place: number, count: number): number => place * RANK + Math.max(count, place + 1);
const placeAndCount = (rank: number): [number, number] => [Math.floor(rank / RANK), rank % RANK];

/** The histories that the arrangement depends on. */
export interface Counts {
  readonly depth: readonly Step[];
  readonly slots: readonly Step[];
  readonly parked: readonly Step[];
  /** By slot: its place at the counter, with a step at each change of the place or of their number. */
  readonly places?: ReadonlyMap<number, readonly Step[]>;
  /** Servers with a line and a counter of their own: their places at the counter. */
  readonly groups?: readonly { readonly slots: readonly number[] }[];
}
export class Arrangement {
  private readonly lines: readonly Step[];
  private readonly pickups: readonly Step[];
  private readonly bands: readonly { readonly slots: readonly number[] }[];
  private readonly bandLevel: Level;
  private readonly bandRows: number;
  constructor(
    private readonly counts: Counts,
    /** Reduced motion: everything is where it is going to be. */
    readonly still = false,
    /** In slow motion people keep their pace: what a walk takes of simulated time, as a share of what it takes at full speed. */
    readonly pace = 1,
  ) {
    this.lines = levelsOf('line', counts.depth, lineLevel);
    this.pickups = levelsOf('parked', counts.parked, parkedLevel);
    this.bands = counts.groups ?? [];
    const sizes = this.bands.map((band) => band.slots.length);
    this.bandLevel = bandLevel(sizes, this.bands.length);
    this.bandRows = bandRows(sizes, this.bands.length, this.bandLevel);
  }
  lineLevel(t: number): Level {
    if (this.bands.length > 0) return 1;
    return valueAt(this.lines, t, 0) as Level;
  }
  /** How far people stand behind the line as well: 1, 0, and in between while that has just changed. */
  crowding(t: number): number {
    if (this.bands.length > 0) return 1;
    const { lines } = this;
    const crowded = (i: number): boolean => (lines[i]?.value ?? 0) > 0;
    const now = stepIndex(lines, t);
    let first = now;
    while (first > 0 && crowded(first - 1) === crowded(now)) first--;
    const share = this.still ? 1 : clamp01((t - (lines[first]?.at ?? -Infinity)) / (FADE_US * this.pace));
    return crowded(now) ? share : 1 - share;
  }
  parkedLevel(t: number): Level {
    return valueAt(this.pickups, t, 0) as Level;
  }
  workerCount(t: number): number {
    return Math.max(1, valueAt(this.counts.slots, t, this.counts.slots[0]?.value ?? 1));
  }
  workerLevel(t: number): Level {
    if (this.bands.length > 0) return this.bandLevel;
    return workerLevel(this.workerCount(t));
  }
  /** Size of a full station: four of them, and those of several servers, are drawn smaller. */
  workerScale(t: number): number {
    return this.workerLevel(t) === 0 && (this.bands.length > 0 || this.workerCount(t) === 4) ? 0.72 : 1;
  }
  /** While the counters give way to others of another size: how far that is, and an instant before it. */
  turning(t: number): { readonly share: number; readonly before: number } | undefined {
    const { slots } = this.counts;
    const lasts = FADE_US * this.pace;
    if (this.still || this.bands.length > 0) return undefined;
    for (let i = stepIndex(slots, t); i > 0; i--) {
      const at = slots[i]?.at ?? 0;
      if (at <= t - lasts) return undefined;
      const before = at - 1;
      if (this.workerLevel(before) !== this.workerLevel(t) || this.workerScale(before) !== this.workerScale(t))
        return { share: (t - at) / lasts, before };
    }
    return undefined;
  }
  /** Whether this slot had a place at the counter then: whoever is about to come stands behind the last one. */
  had(slot: number, t: number): boolean {
    const [place] = placeAndCount(valueAt(this.ranks(slot), t, rankOf(slot, 1)));
    return place < this.workerCount(t);
  }
  private mix(
    steps: readonly Step[],
    t: number,
    before: number,
    at: (value: number) => Spot,
    delay: (value: number) => number,
  ): Spot {
    return this.still
      ? at(valueAt(steps, t, steps[0]?.value ?? before))
      : superpose(steps, t, before, at, delay, this.pace);
  }
  private linePlaceAt(place: number, t: number): Spot {
    return this.mix(this.lines, t, 0, (level) => linePlace(place, level as Level), none);
  }
  /** Where somebody stands whose place in the line (of this server) has this history. */
  line(places: readonly Step[], t: number, group = 0): Spot {
    const { bands } = this;
    if (bands.length > 0) {
      const at = (place: number): Spot => bandPlace(place, group, bands.length);
      return places.length === 0 ? at(0) : this.mix(places, t, 0, at, none);
    }
    if (places.length === 0) return this.linePlaceAt(0, t);
    const delay = (place: number): number => STAGGER_US * Math.min(place, FRONT);
    return this.mix(places, t, 0, (place) => this.linePlaceAt(place, t), delay);
  }
  pickup(place: number, t: number): Spot {
    return this.mix(this.pickups, t, 0, (level) => pickup(place, level === 0 ? 8 : 24), none);
  }
  /** Feet of the request served by worker `slot`; several at once (threads) stand side by side. */
  customer(slot: number, seat: number, t: number): Spot {
    const band = this.inBand(slot);
    if (band !== undefined) {
      const { customer, scale } = band;
      return { x: customer.x - 26 * seat * scale, y: customer.y + 10 * seat * scale, scale };
    }
    const spot = (rank: number): Spot => {
      const [place, count] = placeAndCount(rank);
      const { customer, scale } = till(place, count);
      // Before the only counter there is room for more rows.
      const [column, row] = count === 1 ? [seat % SEATS_ABREAST, 2 * Math.floor(seat / SEATS_ABREAST)] : [seat, 0];
      return { x: customer.x - SEAT_X * column * scale, y: customer.y + SEAT_Y * (row + (column % 2)) * scale, scale };
    };
    return this.mix(this.ranks(slot), t, rankOf(slot, 1), spot, none);
  }
  /** On a stool at the counter: before it where there is one counter, beside the customer where there are several. */
  stool(slot: number, place: number, t: number): Spot {
    if (this.workerCount(t) > 1 || this.bands.length > 0) return this.customer(slot, 1 + place, t);
    // Low enough that nobody hides the plate of the counter, and beside the shelf.
    return place < STOOLS_ABREAST
      ? { x: 985 + 52 * place, y: 752, scale: 0.72 }
      : { x: 960 + 52 * (place - STOOLS_ABREAST), y: 814, scale: 0.72 };
  }
  /** Place and number of places of a slot over time, as one value for each. */
  private ranks(slot: number): readonly Step[] {
    const { slots, places } = this.counts;
    let bySlot = ranked.get(slots);
    if (bySlot === undefined) ranked.set(slots, (bySlot = new Map<number, readonly Step[]>()));
    let steps = bySlot.get(slot);
    if (steps === undefined) {
      const own = places?.get(slot) ?? slots.map(({ at }) => ({ at, value: slot }));
      steps = own.map(({ at, value }) => ({ at, value: rankOf(value, valueAt(slots, at, 1)) }));
      bySlot.set(slot, steps);
    }
    return steps;
  }
  private inBand(slot: number): Station | undefined {
    const band = this.bands.findIndex((one) => one.slots.includes(slot));
    if (band < 0) return undefined;
    const place = this.bands[band]?.slots.indexOf(slot) ?? 0;
    return bandTill(place, band, this.bands.length, this.bandLevel, this.bandRows);
  }
  station(slot: number, t: number): Station {
    const band = this.inBand(slot);
    if (band !== undefined) return band;
    const ranks = this.ranks(slot);
    const first = ranks[0]?.value ?? rankOf(slot, this.workerCount(t));
    const now = till(...placeAndCount(valueAt(ranks, t, first)));
    const moved: Point = this.mix(
      ranks,
      t,
      first,
      (rank) => ({ x: 0, y: till(...placeAndCount(rank)).y, scale: 1 }),
      none,
    );
    return { ...now, y: moved.y };
  }
}
