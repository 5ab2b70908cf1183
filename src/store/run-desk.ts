import { RunFold } from '../projections/fold.ts';
import type { TraceEvent } from '../trace/events.ts';
import { atRest, parentOf, withBranch, type Act, type ActName, type Fork, type Run } from './branches.ts';
import { endOf, TAIL_US, type PlayerState } from './player.ts';
import { isTurnedFurther, withDeed, type Deed } from './run-deeds.ts';
import { grown, isKept, placed } from './run-lists.ts';
import type { PortStatus, RunMode, RunPort, ScenarioDraft } from './run-port.ts';
import { currentRun, EMPTY, runOf, type Entry, type NamedDraft, type RunState } from './run-state.ts';
import { lastSight, tempoOf } from './tempo.ts';

interface Building {
  /** What the port calls it. */
  readonly number: number;
  /** The run that it makes; another number than the port's where a run is taken up again that made room before its end. */
  readonly id: number;
  readonly name: string;
  readonly mode: RunMode;
  readonly entry: Entry;
  readonly scenario: ScenarioDraft;
  readonly fork: Fork | null;
  /** The fork whose place this one takes. */
  readonly replaces: number | null;
  readonly fold: RunFold;
  /** Its servers are up. */
  ready: boolean;
  shown: boolean;
  /** Live: how far it may compute (µs since its start). */
  paced: number;
}
interface Wish {
  readonly draft: NamedDraft;
  readonly entry: Entry;
  readonly mode: RunMode;
}

const AHEAD_US = 40_000;

export type Player = { readonly getState: () => PlayerState };
type Patch = Partial<RunState>;

/**
 * Enough of a new run to show: its servers are up, and the instant that is to be on screen is in it; or it has ended
 * without that.
 */
const isShowable = ({ fold: { model }, fork, ready }: Building, at: number): boolean =>
  model.ended || ((ready || fork !== null) && model.end - model.t0 >= at);

/** Takes in what comes through the port, one run after the other, and decides when it reaches the screen. */
export class Desk {
  port: RunPort | null = null;
  private building: Building | null = null;
  private wishes: Wish[] = [];
  private deeds: readonly Deed[] = [];
  /** Runs on screen, or kept beside it, that had to make room before they were computed to their end. */
  private halves: Building[] = [];
  private count = 0;

  constructor(
    private readonly player: Player,
    private readonly get: () => RunState,
    private readonly set: (patch: Patch) => void,
  ) {}

  showRecorded(traces: Readonly<Record<string, readonly TraceEvent[]>>): void {
    this.drop();
    const runs = Object.entries(traces).map(([name, events]): [string, Run] => {
      const fold = new RunFold();
      fold.push(events);
      return [name, { id: ++this.count, origin: 'recorded', model: fold.model, scenario: null, fork: null }];
    });
    const { shown, beside } = this.get();
    this.set({
      ...EMPTY,
      beside,
      runs: Object.fromEntries(runs),
      status: { phase: 'recorded' },
      shown: shown in traces ? shown : (runs[0]?.[0] ?? ''),
    });
    this.range();
    this.player.getState().suggestSpeed(1, true);
    this.suggest();
    this.player.getState().setRange(null);
    this.player.getState().seek(0);
  }

  request(drafts: readonly NamedDraft[], entry: Entry, asked?: RunMode): void {
    const { shown } = this.get();
    const mode = asked ?? (drafts.some((draft) => draft.live === true) ? 'live' : 'ahead');
    const first = drafts.filter((draft) => draft.name === shown);
    const rest = mode === 'live' ? [] : drafts.filter((draft) => draft.name !== shown);
    this.deeds = [];
    this.makeRoom();
    this.wishes = [...first, ...rest].map((draft) => ({ draft, entry, mode }));
    this.set({ pending: true, forking: null });
    this.next();
  }

  fork(act: Act, scenario: ScenarioDraft | null): void {
    const at = Math.round(this.player.getState().at);
    this.deeds = withDeed(this.deeds, { act, scenario, at });
    this.set({ pending: true, forking: { at } });
    this.act();
  }

  /** The last act, where its future is not there yet; else the one that has made the run on screen. */
  undo(): void {
    const { shown, branches, forking } = this.get();
    const now = currentRun(this.get());
    if (this.deeds.length > 0) {
      this.deeds = this.deeds.slice(0, -1);
      const last = this.deeds.at(-1);
      const coming = this.comingIn(shown);
      if (last === undefined && !coming) this.set({ pending: this.wishes.length > 0, forking: null });
      else this.set({ forking: last ?? this.building?.fork ?? null });
    } else if (forking !== null && now !== null) this.goTo(now.id);
    else {
      const parent = parentOf(branches[shown] ?? [], now);
      if (parent !== null) this.goTo(parent.id);
    }
  }

  /** Does what waits to be done, one after the other: each in the run that the one before it has made. */
  private act(): void {
    const { port, building } = this;
    const [deed, ...later] = this.deeds;
    if (port === null || deed === undefined) return;
    const fork = building?.fork ?? null;
    if (this.comingIn(this.get().shown) && (fork === null || !isTurnedFurther(fork, deed.act.name, deed.at))) return;
    this.deeds = later;
    this.forkAt(port, deed);
  }

  /** Another run than the one that is on screen under this name is on its way. */
  private comingIn(name: string): boolean {
    const { building, wishes } = this;
    return (building?.name === name && !building.shown) || wishes.some(({ draft }) => draft.name === name);
  }

  private forkAt(port: RunPort, { act: { name, inputs }, scenario: given, at }: Deed): void {
    const { shown, runs, branches } = this.get();
    const now = runs[shown];
    const old = this.forkedFrom(name, at, now, branches[shown] ?? []);
    const scenario = old?.scenario ?? given;
    if (now === undefined || old === undefined || scenario === null) {
      this.deeds = [];
      return this.set({ pending: false, forking: null });
    }
    const earlier = old.fork?.inputs.filter((one) => one.at <= at) ?? [];
    const mode: RunMode = old.origin === 'live' ? 'live' : 'ahead';
    this.makeRoom();
    const id = ++this.count;
    this.building = {
      number: id,
      id,
      name: shown,
      mode,
      entry: 'same-instant',
      scenario,
      fork: { of: old.id, at, act: name, inputs: [...earlier, ...inputs.map((input) => ({ at, input }))] },
      replaces: old === now ? null : now.id,
      fold: new RunFold(),
      ready: false,
      shown: false,
      // Before its first picture a live one computes up to the instant of the act.
      paced: old.model.t0 + at,
    };
    this.set({ pending: true, forking: { at }, runs: { ...runs, [shown]: atRest(now) } });
    port.fork(id, { run: old.id, scenario }, old.model.t0 + at, inputs, mode);
    if (mode === 'live') port.pace(this.building.paced);
  }

  /** A number that is turned further at the same instant replaces what it was turned to before. */
  private forkedFrom(name: ActName, at: number, now: Run | undefined, kept: readonly Run[]): Run | undefined {
    const last = now?.fork ?? null;
    return (last !== null && isTurnedFurther(last, name, at) ? parentOf(kept, now ?? null) : null) ?? now;
  }

  /** Another run that is kept takes the place of the one on screen, at the same instant. */
  goTo(id: number): void {
    const { shown, runs, branches, pinned, before } = this.get();
    const now = runs[shown];
    const kept = branches[shown] ?? [];
    const wanted = [now, ...kept, pinned, before[shown]].find((run) => run?.id === id);
    if (now === undefined || wanted === undefined || wanted === null) return;
    const list = [now, wanted].reduce((all: readonly Run[], run) => withBranch(all, atRest(run)), kept);
    const { [shown]: _, ...others } = before;
    this.set({
      runs: { ...runs, [shown]: atRest(wanted) },
      branches: { ...branches, [shown]: list },
      before: before[shown]?.id === id ? others : before,
    });
    // What was about to take its place is not wished for any more; what only grows, grows on where it is kept.
    this.deeds = [];
    this.wishes = this.wishes.filter(({ draft }) => draft.name !== shown);
    const { building } = this;
    const stops = building?.name === shown && (!building.shown || building.mode === 'live');
    if (stops) {
      this.building = null;
      this.port?.stop();
    }
    this.set({ pending: false, forking: null });
    this.range();
    if (stops) this.next();
  }

  attach(port: RunPort): void {
    this.port = port;
    port.onEvents((run, events) => this.take(run, events));
    port.onStatus((status) => this.hear(status));
    if (this.get().wanted) port.prepare();
    this.act();
    if (this.building === null) this.next();
  }

  forget(): void {
    this.port?.stop();
    this.drop();
    this.set({ ...EMPTY, shown: '' });
    this.player.getState().pause();
    this.player.getState().setEnd(0, false);
  }

  /** A live run boots as fast as it can, then never gets ahead of the playhead by more than a frame or two. */
  pace(): void {
    const { building, port } = this;
    if (port === null || building === null || building.mode !== 'live') return;
    const { model } = building.fold;
    if (model.ended) return;
    const player = this.player.getState();
    if (!building.shown) return;
    const ahead = player.at + AHEAD_US * Math.max(1, player.speed);
    building.paced = Math.max(building.paced, model.t0 + ahead);
    player.setEnd(Math.max(model.end - model.t0, ahead), true);
    port.pace(building.paced);
  }

  /** What was under way or wished for belonged to what is no longer on screen. */
  private drop(): void {
    this.building = null;
    this.wishes = [];
    this.deeds = [];
    this.halves = [];
  }

  /**
   * The port makes one run at a time. What it was at is taken up again later where it is on screen already, or is going
   * to stand beside what is.
   */
  private makeRoom(): void {
    const { building } = this;
    this.building = null;
    if (building === null || building.mode === 'live' || building.fold.model.ended) return;
    const { name, scenario, entry, mode, shown } = building;
    if (shown) this.halves.push(building);
    else if (name !== this.get().shown) this.wishes.unshift({ draft: { name, scenario }, entry, mode });
  }

  private next(): void {
    if (this.port === null) return;
    const wish = this.wishes.shift();
    if (wish === undefined) return this.finishNext();
    const { draft, entry, mode } = wish;
    const id = ++this.count;
    this.building = {
      number: id,
      id,
      name: draft.name,
      mode,
      entry,
      scenario: draft.scenario,
      fork: null,
      replaces: null,
      fold: new RunFold(),
      ready: false,
      shown: false,
      paced: 0,
    };
    this.port.start(id, draft.scenario, mode);
  }

  /** Once more from the beginning, the same inputs at the same times: the same run, and this time to its end. */
  private finishNext(): void {
    const half = this.halves.pop();
    if (half === undefined || this.port === null) return;
    if (!isKept(this.get(), half.id)) return this.finishNext();
    const number = ++this.count;
    this.building = { ...half, number, fold: new RunFold() };
    this.port.fork(number, { run: half.number, scenario: half.scenario }, Infinity, [], half.mode);
  }

  private take(run: number, events: readonly TraceEvent[]): void {
    const { building } = this;
    if (building === null || run !== building.number) return;
    building.fold.push(events);
    building.ready ||= events.some((event) => event.kind === 'run.ready');
    const { id, name, scenario, fork, mode, replaces } = building;
    const made: Run = { id, origin: mode, model: building.fold.model, scenario, fork };
    if (building.shown) {
      // One that is taken up again is shown longer than it is at first.
      if (made.model.ended || run === id) this.set(grown(this.get(), made));
      this.range();
      return this.goOn(building, made);
    }
    const stays = this.staysAt(building);
    if (isShowable(building, stays ?? 0)) {
      building.shown = true;
      this.set(placed(this.get(), name, made, replaces));
      this.range();
      if (name === this.get().shown) this.open(stays !== null);
    }
    this.goOn(building, made);
  }

  private goOn(building: Building, { id, fork, model: { ended } }: Run): void {
    // An act that has waited for this run has begun the next one.
    if (!ended || building !== this.building) return;
    if (fork === null && currentRun(this.get())?.id === id) this.suggest();
    this.next();
  }

  hear(status: PortStatus): void {
    if (status.phase === 'running' || status.phase === 'ready') this.set({ status, eager: status.eager });
    else if (status.phase === 'failed') {
      this.wishes = [];
      this.deeds = [];
      this.halves = [];
      this.set({ status, pending: false, forking: null });
    } else this.set({ status });
  }

  private visible(): readonly Run[] {
    const { runs, shown, beside } = this.get();
    return [runs[shown], beside === null ? null : runOf(this.get(), beside)].filter(
      (run) => run !== null && run !== undefined,
    );
  }

  /** Whoever works on a machine sees it at its own pace; all else is shown so that a service can be seen. */
  suggest(): void {
    const visible = this.visible();
    const live = visible.some((run) => run.origin === 'live');
    this.player.getState().suggestSpeed(live ? 1 : tempoOf(visible.map((run) => run.model)));
  }

  /** The player's range covers every run on screen. */
  range(): void {
    const now = currentRun(this.get());
    // A live run's end follows the playhead: see pace().
    if (now?.origin === 'live' && !now.model.ended) return;
    const visible = this.visible();
    // A run that has made way for another one stays as long as it has become.
    const growing = visible.some((run) => run.id === this.building?.id && !run.model.ended);
    const end = Math.max(0, ...visible.map(({ model }) => lastSight(model)));
    const tail = end === 0 || growing ? 0 : TAIL_US;
    this.player.getState().setEnd(end + tail, growing, tail);
  }

  /** The instant at which it takes the place of the run on screen; null where it is watched from its beginning. */
  private staysAt({ fork, entry, mode, name }: Building): number | null {
    if (fork !== null) return fork.at;
    const player = this.player.getState();
    const now = this.get().runs[name] !== undefined && name === this.get().shown;
    // At the very start nothing has been seen yet: a new run is for being watched.
    const stays = entry === 'same-instant' && mode === 'ahead' && now && player.at > 0 && player.at < endOf(player);
    return stays ? player.at : null;
  }

  private open(stays: boolean): void {
    this.set({ pending: false, forking: null });
    // Whoever has acted meanwhile is at that instant.
    if (this.deeds.length > 0) return this.act();
    if (stays) return;
    const player = this.player.getState();
    player.seek(0);
    player.play();
  }
}
