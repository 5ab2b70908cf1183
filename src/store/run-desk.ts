import { RunFold } from '../projections/fold.ts';
import type { TraceEvent } from '../trace/events.ts';
import { atRest, parentOf, withBranch, type Act, type ActName, type Fork, type Run } from './branches.ts';
import { endOf, TAIL_US, type PlayerState } from './player.ts';
import type { PortStatus, RunMode, RunPort, ScenarioDraft } from './run-port.ts';
import { currentRun, EMPTY, runOf, type Entry, type NamedDraft, type RunState } from './run-state.ts';
import { lastSight, tempoOf } from './tempo.ts';

interface Building {
  readonly id: number;
  readonly name: string;
  readonly mode: RunMode;
  readonly entry: Entry;
  readonly scenario: ScenarioDraft;
  readonly fork: Fork | null;
  /** The fork whose place this one takes. */
  readonly replaces: number | null;
  readonly fold: RunFold;
  shown: boolean;
  /** Live: how far it may compute (µs since its start). */
  paced: number;
}
interface Wish {
  readonly draft: NamedDraft;
  readonly entry: Entry;
  readonly mode: RunMode;
}
/** An act that was done before there was anything to run it: the sandbox is still on its way. */
interface Deed {
  readonly act: Act;
  readonly scenario: ScenarioDraft | null;
  readonly at: number;
}

const AHEAD_US = 40_000;

export type Player = { readonly getState: () => PlayerState };
type Patch = Partial<RunState>;

/**
 * Enough of a new run to show: its servers are up, or it has ended without that; of a fork so much that the instant on
 * screen is in it.
 */
const isShowable = ({ fold: { model }, fork }: Building, events: readonly TraceEvent[]): boolean =>
  model.ended || (fork === null ? events.some((e) => e.kind === 'run.ready') : model.end - model.t0 >= fork.at);

/** Takes in what comes through the port, one run after the other, and decides when it reaches the screen. */
export class Desk {
  port: RunPort | null = null;
  private building: Building | null = null;
  private wishes: Wish[] = [];
  private deed: Deed | null = null;
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
    this.deed = null;
    this.wishes = [...first, ...rest].map((draft) => ({ draft, entry, mode }));
    this.set({ pending: true, forking: null });
    this.next();
  }

  fork(act: Act, scenario: ScenarioDraft | null): void {
    const at = Math.round(this.player.getState().at);
    if (this.port !== null) return this.forkAt(this.port, { act, scenario, at });
    this.deed = { act, scenario, at };
    this.set({ pending: true, forking: { at } });
  }

  private forkAt(port: RunPort, { act: { name, inputs }, scenario: given, at }: Deed): void {
    const { shown, runs, branches } = this.get();
    const now = runs[shown];
    const old = this.forkedFrom(name, at, now, branches[shown] ?? []);
    const scenario = old?.scenario ?? given;
    if (now === undefined || old === undefined || scenario === null) return;
    const earlier = old.fork?.inputs.filter((one) => one.at <= at) ?? [];
    const mode: RunMode = old.origin === 'live' ? 'live' : 'ahead';
    this.wishes = [];
    this.building = {
      id: ++this.count,
      name: shown,
      mode,
      entry: 'same-instant',
      scenario,
      fork: { of: old.id, at, act: name, inputs: [...earlier, ...inputs.map((input) => ({ at, input }))] },
      replaces: old === now ? null : now.id,
      fold: new RunFold(),
      shown: false,
      // Before its first picture a live one computes up to the instant of the act.
      paced: old.model.t0 + at,
    };
    this.set({ pending: true, forking: { at }, runs: { ...runs, [shown]: atRest(now) } });
    port.fork(this.building.id, { run: old.id, scenario }, old.model.t0 + at, inputs, mode);
    if (mode === 'live') port.pace(this.building.paced);
  }

  /** A number that is turned further at the same instant replaces what it was turned to before. */
  private forkedFrom(name: ActName, at: number, now: Run | undefined, kept: readonly Run[]): Run | undefined {
    const last = now?.fork;
    const again =
      last?.act.kind === 'edit' &&
      name.kind === 'edit' &&
      last.at === at &&
      last.act.files.every((path) => name.files.includes(path));
    return (again ? parentOf(kept, now ?? null) : null) ?? now;
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
    if (this.building?.name === shown) {
      this.building = null;
      this.port?.stop();
      this.set({ pending: false, forking: null });
    }
    this.range();
  }

  attach(port: RunPort): void {
    this.port = port;
    port.onEvents((run, events) => this.take(run, events));
    port.onStatus((status) => this.hear(status));
    if (this.get().wanted) port.prepare();
    const { deed } = this;
    this.deed = null;
    if (deed === null) this.next();
    else this.forkAt(port, deed);
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
    this.deed = null;
  }

  private next(): void {
    if (this.port === null) return;
    const wish = this.wishes.shift();
    if (wish === undefined) return;
    const { draft, entry, mode } = wish;
    this.building = {
      id: ++this.count,
      name: draft.name,
      mode,
      entry,
      scenario: draft.scenario,
      fork: null,
      replaces: null,
      fold: new RunFold(),
      shown: false,
      paced: 0,
    };
    this.port.start(this.building.id, draft.scenario, mode);
  }

  private take(run: number, events: readonly TraceEvent[]): void {
    const { building } = this;
    if (building === null || run !== building.id) return;
    building.fold.push(events);
    const { name, scenario, fork, mode } = building;
    const made: Run = { id: run, origin: mode, model: building.fold.model, scenario, fork };
    if (building.shown || isShowable(building, events)) {
      const first = !building.shown;
      building.shown = true;
      this.place(name, made, first);
      this.range();
      if (first && name === this.get().shown) {
        this.set({ pending: false, forking: null });
        this.enter(building.entry);
      }
    }
    if (!made.model.ended) return;
    if (name === this.get().shown && fork === null) this.suggest();
    this.next();
  }

  /** A fork joins the branches of its run; a run from the beginning leaves only the one before it. */
  private place(name: string, made: Run, first: boolean): void {
    const { runs, before, branches } = this.get();
    const old = runs[name];
    const shown = { runs: { ...runs, [name]: made } };
    if (made.fork !== null) {
      const others = (branches[name] ?? []).filter((run) => run.id !== this.building?.replaces);
      const kept = first && old && old.id !== this.building?.replaces ? withBranch(others, old) : others;
      this.set({ ...shown, branches: { ...branches, [name]: withBranch(kept, made) } });
    } else if (first && old) {
      const { [name]: _, ...others } = branches;
      this.set({ ...shown, before: { ...before, [name]: old }, branches: others });
    } else this.set(shown);
  }

  hear(status: PortStatus): void {
    if (status.phase === 'running' || status.phase === 'ready') this.set({ status, eager: status.eager });
    else if (status.phase === 'failed') {
      this.wishes = [];
      this.deed = null;
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

  private enter(entry: Entry): void {
    const player = this.player.getState();
    if (this.building !== null && this.building.fork !== null) return;
    // At the very start nothing has been seen yet: a new run is for being watched.
    if (entry === 'same-instant' && player.at > 0 && player.at < endOf(player)) return;
    player.seek(0);
    player.play();
  }
}
