/**
 * What the widget and the page around it say to each other: plain objects with a name and a version. Whatever else
 * arrives is dropped. Nothing private goes out: the widget's height, that it is ready, and how far it has played.
 *
 *   out  { source: 'gateway-diner', v: 1, type: 'ready', lesson }
 *        { source: 'gateway-diner', v: 1, type: 'height', height }            CSS pixels
 *        { source: 'gateway-diner', v: 1, type: 'progress', at, to, playing }  µs of simulated time
 *   in   { source: 'gateway-diner-host', v: 1, type: 'play' | 'pause' }
 *        { source: 'gateway-diner-host', v: 1, type: 'seek', at }
 */
import * as v from 'valibot';

const VERSION = 1;
const LEAST_CHANGE_PX = 2;

type ToHost =
  | { readonly type: 'ready'; readonly lesson: string }
  | { readonly type: 'height'; readonly height: number }
  | { readonly type: 'progress'; readonly at: number; readonly to: number; readonly playing: boolean };

export type FromHost =
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'seek'; readonly at: number };

const head = { source: v.literal('gateway-diner-host'), v: v.literal(VERSION) };
const Said = v.variant('type', [
  v.strictObject({ ...head, type: v.literal('play') }),
  v.strictObject({ ...head, type: v.literal('pause') }),
  v.strictObject({ ...head, type: v.literal('seek'), at: v.pipe(v.number(), v.finite()) }),
]);

/** The message, or null when it is none of ours. */
export function readFromHost(data: unknown): FromHost | null {
  const said = v.safeParse(Said, data);
  if (!said.success) return null;
  const { output } = said;
  return output.type === 'seek' ? { type: output.type, at: output.at } : { type: output.type };
}

/** The embedding page's origin where the browser tells it; what is sent is fit for anybody. */
function hostOrigin(): string {
  try {
    return new URL(document.referrer).origin;
  } catch {
    return '*';
  }
}

export function tellHost(message: ToHost): void {
  if (window.parent === window) return;
  window.parent.postMessage({ source: 'gateway-diner', v: VERSION, ...message }, hostOrigin());
}

export function listenToHost(hear: (message: FromHost) => void): () => void {
  const onMessage = (event: MessageEvent<unknown>): void => {
    if (event.source !== window.parent || window.parent === window) return;
    const message = readFromHost(event.data);
    if (message !== null) hear(message);
  };
  window.addEventListener('message', onMessage);
  return () => window.removeEventListener('message', onMessage);
}

/** Reports the height of the content, and again when it has really changed (a host that obeys must not make it swing). */
export function reportHeight(element: HTMLElement): () => void {
  let last = 0;
  const observer = new ResizeObserver(() => {
    // What it has made do with is not what it needs.
    if ('fit' in element.dataset) return;
    const height = Math.ceil(element.getBoundingClientRect().height);
    if (Math.abs(height - last) < LEAST_CHANGE_PX) return;
    last = height;
    tellHost({ type: 'height', height });
  });
  observer.observe(element);
  return () => observer.disconnect();
}
