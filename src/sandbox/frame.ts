import * as v from 'valibot';
import { FRAME_DOCUMENT } from './frame-document.ts';

/** A worker in an opaque-origin frame, reached by one message port. */
export interface SandboxFrame {
  readonly port: MessagePort;
  /** Ends the worker, whatever it is doing, and removes the frame. */
  readonly destroy: () => void;
}

const fromFrame = v.variant('kind', [
  v.strictObject({ kind: v.literal('frame.up') }),
  v.strictObject({ kind: v.literal('frame.error'), message: v.pipe(v.string(), v.maxLength(10_000)) }),
]);

/**
 * Opens the frame and starts the worker in it. The page listens to the port alone; what the frame itself says (that it
 * stands, that the worker died) counts only if the frame's own window says it.
 * @param workerText the classic script to run
 * @param onError the worker threw outside of all handlers, or could not start
 */
export function openFrame(workerText: string, onError: (message: string) => void): SandboxFrame {
  const { port1, port2 } = new MessageChannel();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.hidden = true;
  frame.srcdoc = FRAME_DOCUMENT;
  const listen = (event: MessageEvent): void => {
    if (event.source === null || event.source !== frame.contentWindow) return;
    const said = v.safeParse(fromFrame, event.data);
    if (!said.success) return;
    // The target is an opaque origin, which has no name: '*' it must be. The window is the frame's own.
    if (said.output.kind === 'frame.up') frame.contentWindow.postMessage(workerText, '*', [port2]);
    else onError(said.output.message);
  };
  addEventListener('message', listen);
  document.body.append(frame);
  return {
    port: port1,
    destroy: () => {
      removeEventListener('message', listen);
      port1.close();
      frame.remove();
    },
  };
}
