import { needsExtras } from '../scenario/extras-slot.ts';
import { loadWorkerText } from './assets.ts';
import type { Mode, ToWorker } from './protocol.ts';

/** A worker, as far as it is given programs. */
interface Taker {
  readonly send: (message: ToWorker) => void;
}

/** Programs beyond the first script, for runs that may come to them: fetched once, given to each worker once. */
export class ExtrasSupply {
  private text: Promise<string> | null = null;
  private readonly has = new WeakSet<Taker>();
  private waiting: { readonly worker: Taker; readonly there: Promise<void> } | null = null;
  private tell: () => void = () => undefined;

  constructor(private readonly url: string) {}

  /** Resolves when this worker has what the scenario may need; null where nothing is to be waited for. */
  load(scenario: unknown, mode: Mode, worker: Taker): Promise<void> | null {
    if (this.has.has(worker) || !needsExtras(scenario, mode)) return null;
    if (this.waiting?.worker !== worker) this.waiting = { worker, there: this.give(worker) };
    return this.waiting.there;
  }

  /** The worker says that it has them. */
  arrived(): void {
    if (this.waiting) this.has.add(this.waiting.worker);
    this.tell();
  }

  private async give(worker: Taker): Promise<void> {
    try {
      const code = await (this.text ??= loadWorkerText(this.url));
      const there = new Promise<void>((resolve) => (this.tell = resolve));
      worker.send({ kind: 'more', code });
      await there;
    } catch (error) {
      this.text = null;
      throw error;
    } finally {
      this.waiting = null;
    }
  }
}
