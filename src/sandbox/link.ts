import type { SandboxFrame } from './frame.ts';
import { PROTOCOL, readToPage, type TIME_LIMITS, type ToPage, type ToWorker } from './protocol.ts';
import { Watchdog } from './watchdog.ts';

/** Why a worker is gone: it did not answer, it died, or it spoke out of turn and was ended. */
export type Loss = { readonly kind: 'silent' | 'died' | 'untrusted' | 'unstartable'; readonly detail: string };

/** The detail of a loss by `hurry`: nothing is wrong with the run that is wanted. */
export const BUSY = 'busy with the run before';

export interface LinkHandlers {
  readonly heard: (message: ToPage) => void;
  readonly lost: (loss: Loss) => void;
}

export type TimeLimits = { readonly [K in keyof typeof TIME_LIMITS]: number };

/**
 * One life of the worker: from its start in the frame to its end, with every message checked and every silence noticed.
 * After `lost` has been called, or `end`, nothing is heard of it any more.
 */
export class WorkerLink {
  private readonly port: MessagePort;
  private readonly watchdog: Watchdog;
  private over = false;
  private greeted = false;
  private pending: { readonly message: ToWorker; readonly transfer: Transferable[] }[] = [];
  private readonly helloTimer: ReturnType<typeof setTimeout>;
  private urgent: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly frame: SandboxFrame,
    workerText: string,
    private readonly handlers: LinkHandlers,
    private readonly limits: TimeLimits,
  ) {
    this.port = frame.spawn(workerText, (detail) => this.lose({ kind: this.greeted ? 'died' : 'unstartable', detail }));
    this.port.onmessage = (event: MessageEvent<unknown>) => this.hear(event.data);
    this.port.onmessageerror = () => this.lose({ kind: 'untrusted', detail: 'a message that cannot be read' });
    this.watchdog = new Watchdog(
      {
        ping: (id) => this.send({ kind: 'ping', id }),
        lost: (ms) => this.lose({ kind: 'silent', detail: `no answer for ${Math.round(ms / 1000)} s` }),
      },
      limits.pong,
    );
    this.helloTimer = setTimeout(
      () => this.lose({ kind: 'unstartable', detail: 'the worker did not report' }),
      limits.hello,
    );
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    if (this.over) return;
    if (this.greeted) this.port.postMessage(message, transfer);
    else this.pending.push({ message, transfer });
  }

  /** Pings from now on (while it has work), or no more (while it rests: nothing can be wrong, and phones may sleep). */
  watch(on: boolean): void {
    if (on && this.greeted && !this.over) this.watchdog.start();
    else this.watchdog.stop();
  }

  /** Something else is wanted of a worker that computes: if nothing comes back soon, it counts as lost. */
  hurry(): void {
    if (!this.greeted || this.urgent !== null) return;
    this.urgent = setTimeout(() => this.lose({ kind: 'silent', detail: BUSY }), this.limits.yields);
    this.send({ kind: 'ping', id: 0 });
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.helloTimer);
    if (this.urgent !== null) clearTimeout(this.urgent);
    this.watchdog.stop();
    this.port.close();
    this.frame.kill();
  }

  private lose(loss: Loss): void {
    if (this.over) return;
    this.end();
    this.handlers.lost(loss);
  }

  private hear(data: unknown): void {
    if (this.over) return;
    const message = readToPage(data);
    if (!message) {
      this.lose({ kind: 'untrusted', detail: `a message outside of protocol ${PROTOCOL}` });
      return;
    }
    this.watchdog.alive(message.kind === 'pong' ? message.id : undefined);
    if (this.urgent !== null && message.kind === 'pong' && message.id === 0) {
      clearTimeout(this.urgent);
      this.urgent = null;
    }
    if (message.kind === 'hello') this.greet();
    if (message.kind !== 'pong') this.handlers.heard(message);
  }

  private greet(): void {
    if (this.greeted) return;
    this.greeted = true;
    clearTimeout(this.helloTimer);
    for (const { message, transfer } of this.pending) this.port.postMessage(message, transfer);
    this.pending = [];
  }
}
