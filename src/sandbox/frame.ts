import * as v from 'valibot';
import { FRAME_DOCUMENT } from './frame-document.ts';

const fromFrame = v.variant('kind', [
  v.strictObject({ kind: v.literal('frame.up') }),
  v.strictObject({ kind: v.literal('frame.error'), message: v.pipe(v.string(), v.maxLength(10_000)) }),
]);

/**
 * The opaque-origin frame. It outlives its workers: a new worker in it stands in some 20 ms, a new frame takes 120 ms
 * (Chromium gives it a process of its own). The page listens to the workers' ports alone; what the frame itself says
 * (that it stands, that a worker died) counts only if the frame's own window says it.
 */
export class SandboxFrame {
  private readonly element = document.createElement('iframe');
  private up = false;
  private waiting: (() => void) | null = null;
  private onError: ((message: string) => void) | null = null;

  constructor() {
    const { element } = this;
    element.setAttribute('sandbox', 'allow-scripts');
    element.setAttribute('aria-hidden', 'true');
    element.tabIndex = -1;
    element.hidden = true;
    element.srcdoc = FRAME_DOCUMENT;
    addEventListener('message', this.listen);
    document.body.append(element);
  }

  /**
   * Starts a worker and ends the one before it.
   * @param workerText the classic script to run
   * @param onError the worker threw outside of all handlers, or could not start
   * @returns the port that reaches it
   */
  spawn(workerText: string, onError: (message: string) => void): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.onError = onError;
    // The target is an opaque origin, which has no name: '*' it must be. The window is the frame's own.
    const post = (): void => this.element.contentWindow?.postMessage(workerText, '*', [port2]);
    if (this.up) post();
    else this.waiting = post;
    return port1;
  }

  /** Ends the worker, whatever it is doing. */
  kill(): void {
    this.onError = null;
    this.waiting = null;
    if (this.up) this.element.contentWindow?.postMessage(null, '*');
  }

  /** Ends the worker and removes the frame. */
  destroy(): void {
    this.kill();
    removeEventListener('message', this.listen);
    this.element.remove();
  }

  private readonly listen = (event: MessageEvent): void => {
    if (event.source === null || event.source !== this.element.contentWindow) return;
    const said = v.safeParse(fromFrame, event.data);
    if (!said.success) return;
    if (said.output.kind === 'frame.up') {
      this.up = true;
      this.waiting?.();
      this.waiting = null;
    } else this.onError?.(said.output.message);
  };
}
