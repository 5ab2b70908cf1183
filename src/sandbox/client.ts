import workerUrl, { extrasUrl, runtimeUrl } from 'virtual:sandbox-worker';
import type { TraceEvent } from '../trace/events.ts';
import { loadWorkerText } from './assets.ts';
import { SandboxFrame } from './frame.ts';
import { type Loss, type TimeLimits, WorkerLink } from './link.ts';
import { isNotToBlame, messageOf, REASONS } from './losses.ts';
import { type Diagnostic, type LiveInput, type Mode, TIME_LIMITS, type TimedInput, type ToPage } from './protocol.ts';
import { ExtrasSupply } from './extras-supply.ts';
import type { PythonBytes } from './python-files.ts';
import type { EventsListener, PythonFacts, SandboxOptions, SandboxStatus, StatusListener } from './options.ts';
import { PackageSupply, packagesOf } from './package-supply.ts';
import { type MachineTexts, Questions } from './questions.ts';
import { InputMemory, type RunRecord, recordOf } from './record.ts';
import { PythonSupply } from './supply.ts';

export type { SandboxOptions, SandboxStatus } from './options.ts';

/** A worker that dies so often in a row, before a run has got anywhere, is not started again by itself. */
const MOST_DEATHS = 3;

/**
 * The page's side of the sandbox: makes runs in a worker behind an opaque origin. Nothing is fetched before the first
 * run. A worker that is lost is replaced, from the snapshot where there is one, and the run that killed it ends with a
 * note that says why.
 */
export class SandboxClient {
  /** Facts of the interpreter that is up; null before. */
  python: PythonFacts | null = null;
  private readonly base: string;
  private readonly workerUrl: string;
  private readonly limits: TimeLimits;
  private readonly eager: boolean;
  private readonly eventListeners = new Set<EventsListener>();
  private readonly statusListeners = new Set<StatusListener>();
  private readonly questions = new Questions();
  private readonly supply: PythonSupply;
  private readonly packages: PackageSupply;
  private readonly extras: ExtrasSupply;
  private frame: SandboxFrame | null = null;
  private link: WorkerLink | null = null;
  private workerText: Promise<string> | null = null;
  /** The same, once it is there. */
  private text = '';
  /** The worker that has Python, or to which it is on its way. */
  private given: WorkerLink | null = null;
  private pythonWanted = false;
  private current: RunRecord | null = null;
  private readonly memory = new InputMemory();
  private bootTimer: ReturnType<typeof setTimeout> | null = null;
  private deaths = 0;
  private opening = 0;

  constructor(options: SandboxOptions = {}) {
    this.base = options.base ?? new URL(import.meta.env.BASE_URL, document.baseURI).href;
    this.workerUrl = options.workerUrl ?? new URL(workerUrl, document.baseURI).href;
    this.limits = { ...TIME_LIMITS, ...options.limits };
    this.eager = options.jspi === 'off';
    this.packages = new PackageSupply(this.base);
    this.extras = new ExtrasSupply(options.extrasUrl ?? new URL(extrasUrl, document.baseURI).href);
    this.supply = new PythonSupply(this.base, new URL(runtimeUrl, document.baseURI).href, () => {
      if (this.current && !this.python) this.tell(this.startingStatus());
    });
  }

  onEvents(listener: EventsListener): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  onStatus(listener: StatusListener): () => void {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  }

  /** Have everything at hand before it is needed: worker, files, Python. */
  prepare(): void {
    if (!this.link) void this.open().then(() => this.givePython());
    else void this.givePython();
  }

  /** Begin a run; the one before it ends. `run` grows from call to call; `inputs` enter at their times (µs since its start). */
  start(run: number, scenario: unknown, mode: Mode, inputs: readonly TimedInput[] = []): void {
    this.begin(recordOf(run, scenario, mode, inputs));
  }

  /**
   * Act in the past: the run `from` once more as the run `run`, with what was put into it up to `at` and, there,
   * `inputs`. A live one waits for `pace`. `at` in µs since the run's start.
   */
  fork(
    run: number,
    from: { readonly run: number; readonly scenario: unknown },
    at: number,
    inputs: readonly LiveInput[],
    mode: Mode,
  ): void {
    const entered = [...this.memory.upTo(from.run, at), ...inputs.map((input) => ({ at, input }))];
    this.begin(recordOf(run, from.scenario, mode, entered));
  }

  stop(): void {
    if (!this.current) return;
    const computing = !this.current.resting;
    this.current = null;
    this.link?.send({ kind: 'stop' });
    if (computing && this.python) this.link?.hurry();
    this.link?.watch(false);
  }

  input(input: LiveInput): void {
    const { current } = this;
    if (current?.mode !== 'live') return;
    this.wake();
    if (this.link && !current.held) this.link.send({ kind: 'input', run: current.run, input });
    else current.unsent.push(input);
  }

  pace(until: number): void {
    const { current } = this;
    if (current?.mode !== 'live' || current.ended) return;
    this.wake();
    current.until = Math.max(0, Math.floor(until));
    this.link?.send({ kind: 'pace', run: current.run, until: current.until });
  }

  /** What is wrong with a file, in the words of CPython, nginx or systemd; empty where all is well or nothing checks it. */
  readonly checkAll = (path: string, text: string): Promise<readonly Diagnostic[]> =>
    this.questions.check(this.link, path, text, this.limits.check);

  /** The texts of these files on the machine of the run under way; null for one that is not there, or is no text. */
  readonly read = (paths: readonly string[]): Promise<MachineTexts> =>
    this.questions.read(this.link, this.current?.run ?? null, paths, this.limits.check);

  /** Try again after `failed`. */
  retry(): void {
    this.deaths = 0;
    if (this.current) this.begin(recordOf(this.current.run, this.current.scenario, this.current.mode, []));
  }

  dispose(): void {
    this.current = null;
    this.drop();
    this.dropFrame();
    this.eventListeners.clear();
    this.statusListeners.clear();
  }

  private begin(record: RunRecord): void {
    const computing = this.current !== null && !this.current.resting;
    this.current = record;
    this.memory.keep(record);
    this.tell(
      this.python ? { phase: 'running', run: record.run, eager: !this.python.suspends } : this.startingStatus(),
    );
    if (!this.link) {
      void this.open();
      return;
    }
    this.startWith(record);
    if (this.pythonWanted) void this.givePython();
    // Whatever computes now should be back in a moment; where it is not, a restart from the snapshot is quicker.
    if (computing && this.python && this.supply.snapshot) this.link.hurry();
  }

  /** At once, or as soon as the Python packages and programs are there that the scenario names. */
  private startWith(record: RunRecord): void {
    const missing = [
      this.packages.load(packagesOf(record.scenario)),
      this.link && this.extras.load(record.scenario, record.mode, this.link),
    ].filter((one) => one !== null);
    if (missing.length === 0) {
      this.sendStart(record);
      return;
    }
    record.held = true;
    const { link } = this;
    void Promise.all(missing).then(
      () => {
        record.held = false;
        if (this.current === record && this.link && this.link === link) this.sendStart(record);
      },
      (error: unknown) => {
        if (this.current === record) this.tell({ phase: 'failed', reason: 'download', detail: messageOf(error) });
      },
    );
  }

  private sendStart({ run, scenario, mode, inputs, until, unsent }: RunRecord): void {
    if (this.current) this.current.held = false;
    if (this.link) this.packages.stock(this.link);
    if (mode === 'live') this.packages.offer(() => this.link);
    this.link?.send({ kind: 'start', run, scenario, mode, inputs: [...inputs] });
    if (until > 0) this.link?.send({ kind: 'pace', run, until });
    for (const input of unsent.splice(0)) this.link?.send({ kind: 'input', run, input });
    if (this.python) this.link?.watch(true);
  }

  private wake(): void {
    if (this.current) this.current.resting = false;
    if (this.python) this.link?.watch(true);
  }

  /** A new worker, and the run that is wanted in it. */
  private async open(): Promise<void> {
    const turn = ++this.opening;
    let workerText: string;
    try {
      workerText = await (this.workerText ??= loadWorkerText(this.workerUrl));
      this.text = workerText;
    } catch (error) {
      this.workerText = null;
      this.tell({ phase: 'failed', reason: 'download', detail: messageOf(error) });
      return;
    }
    if (turn !== this.opening) return;
    this.link = new WorkerLink(
      (this.frame ??= new SandboxFrame()),
      workerText,
      { heard: (message) => this.heard(message), lost: (loss) => this.lost(loss) },
      this.limits,
    );
    // After the first life it is known that Python will be wanted.
    if (this.supply.snapshot) void this.givePython();
    if (!this.current || this.current.ended) return;
    this.current.again();
    this.startWith(this.current);
  }

  /** Once for each worker; again where fetching failed. */
  private async givePython(): Promise<void> {
    const { link, supply } = this;
    if (this.given === link) return;
    this.given = link;
    let files: PythonBytes;
    let runtime: string;
    try {
      [files, runtime] = await Promise.all([supply.load(), supply.loadRuntime(), supply.recall(this.text)]);
    } catch (error) {
      if (link === this.link) this.given = null;
      this.tell({ phase: 'failed', reason: 'download', detail: messageOf(error) });
      return;
    }
    if (link !== this.link) return;
    const { snapshot } = supply;
    link?.send({ kind: 'python', files: { ...files }, runtime, snapshot, eager: this.eager });
    if (this.bootTimer !== null) clearTimeout(this.bootTimer);
    this.bootTimer = setTimeout(
      () => {
        if (snapshot) this.supply.discard(this.text);
        this.lost({ kind: 'unstartable', detail: 'Python did not start' });
      },
      snapshot ? this.limits.restore : this.limits.python,
    );
  }

  private readonly startingStatus = (): SandboxStatus => ({ phase: 'starting', downloads: this.supply.downloads });

  private heard(message: ToPage): void {
    switch (message.kind) {
      case 'wants.python':
        this.pythonWanted = true;
        void this.givePython();
        return;
      case 'python':
        this.pythonUp(message);
        return;
      case 'python.failed':
        this.pythonFailed(message);
        return;
      case 'snapshot':
        // Before Python is up no learner's code has run in there: later ones are not to be trusted.
        if (!this.python) this.supply.keep(this.text, new Blob([message.bytes]));
        return;
      case 'events':
        this.takeEvents(message.run, message.batch);
        return;
      case 'entered':
        if (message.run === this.current?.run) this.current.enter({ at: message.at, input: message.input });
        return;
      case 'rest':
        this.rest(message);
        return;
      case 'failed':
        this.failed(message);
        return;
      case 'more':
        this.extras.arrived();
        return;
      case 'checked':
      case 'read':
        this.questions.hear(message);
        return;
      case 'hello':
      case 'pong':
    }
  }

  private pythonUp({ version, suspends, restored, took }: PythonFacts): void {
    if (this.bootTimer !== null) clearTimeout(this.bootTimer);
    this.bootTimer = null;
    this.python = { version, suspends, restored, took };
    if (this.current) this.tell({ phase: 'running', run: this.current.run, eager: !suspends });
    this.link?.watch(this.current !== null && !this.current.resting);
  }

  private pythonFailed({ restored, detail }: Extract<ToPage, { kind: 'python.failed' }>): void {
    if (!restored) {
      this.lost({ kind: 'unstartable', detail });
      return;
    }
    // What a snapshot cannot do, a plain start may.
    this.supply.discard(this.text);
    this.given = null;
    void this.givePython();
  }

  private takeEvents(run: number, batch: string): void {
    const { current } = this;
    if (run !== current?.run) return;
    const events = current.take(batch);
    if (!events) {
      this.lost({ kind: 'untrusted', detail: 'events that are none' });
      return;
    }
    this.link?.send({ kind: 'taken', run });
    if (events.length > 0) this.hand(run, events);
  }

  private rest({ run, ended, tired }: Extract<ToPage, { kind: 'rest' }>): void {
    const { current } = this;
    if (run !== current?.run) return;
    this.deaths = 0;
    current.resting = true;
    current.ended = ended;
    this.link?.watch(false);
    if (!ended) return;
    const eager = this.python?.suspends === false;
    if (tired) this.replace();
    this.tell({ phase: 'ready', run, eager });
  }

  private failed({ run, reason, detail }: Extract<ToPage, { kind: 'failed' }>): void {
    if (run !== this.current?.run) return;
    if (reason !== 'scenario') {
      this.lost({ kind: 'died', detail });
      return;
    }
    this.current.resting = true;
    this.current.ended = true;
    this.link?.watch(false);
    this.tell({ phase: 'failed', reason: 'scenario', detail });
  }

  /** The worker is gone. Say why in the run that it was computing, and have the next one stand ready. */
  private lost(loss: Loss): void {
    const { current } = this;
    this.drop();
    if (loss.kind === 'unstartable') this.dropFrame();
    this.deaths++;
    const again = this.deaths <= MOST_DEATHS;
    if (current && !current.ended && !(again && isNotToBlame(loss))) {
      // First of all forget it: who listens may ask for the next run at once.
      this.current = null;
      this.tell({ phase: 'failed', reason: REASONS[loss.kind], detail: loss.detail });
      this.hand(current.run, current.endedBy(`sandbox:${REASONS[loss.kind]}: ${loss.detail.split('\n', 1)[0] ?? ''}`));
    }
    if (again) void this.open();
  }

  private hand(run: number, events: readonly TraceEvent[]): void {
    for (const listener of this.eventListeners) listener(run, events);
  }

  /** A fresh worker while nothing is asked of the old one. */
  private replace(): void {
    this.drop();
    void this.open();
  }

  private drop(): void {
    this.opening++;
    this.link?.end();
    this.link = null;
    this.python = null;
    this.pythonWanted = false;
    if (this.bootTimer !== null) clearTimeout(this.bootTimer);
    this.bootTimer = null;
    this.questions.refuseAll('the sandbox was restarted');
  }

  private dropFrame(): void {
    this.frame?.destroy();
    this.frame = null;
  }

  private tell(status: SandboxStatus): void {
    for (const listener of this.statusListeners) listener(status);
  }
}
