/**
 * For the page around the widget: puts it in, keeps its height, plays it, hears how far it is. No dependency and no
 * build needed: it is published beside the site as `embed-client.js`. The messages are those of `host.ts`.
 *
 *   import { mountDiner } from 'https://…/embed-client.js';
 *   const diner = mountDiner(document.querySelector('#here'), { lesson: 'the-queue', language: 'zh-TW' });
 *   diner.on('progress', ({ at, to }) => …);
 *   diner.play();
 */
export interface DinerOptions {
  /** Id of the lesson, as in its address. */
  readonly lesson: string;
  /** From 1. */
  readonly step?: number;
  readonly skin?: 'diner' | 'server';
  /** Left out: the reader's own. */
  readonly language?: 'en' | 'zh-TW';
  readonly theme?: 'light' | 'dark';
  /** Default false. Readers who asked for less motion are never played to. */
  readonly autoplay?: boolean;
  /** What is shown of the lesson; left out: what fits the widget's shape. At least `stage` or `code`. */
  readonly panels?: readonly ('stage' | 'counts' | 'code' | 'caption' | 'timeline')[];
  /** Address of the site, with its last slash; left out: where this script came from. */
  readonly site?: string;
}

/** Times are µs of simulated time, from the instant when the servers were ready. */
export interface DinerEvents {
  readonly ready: { readonly lesson: string };
  readonly progress: { readonly at: number; readonly to: number; readonly playing: boolean };
}

export interface Diner {
  readonly frame: HTMLIFrameElement;
  readonly play: () => void;
  readonly pause: () => void;
  readonly seek: (at: number) => void;
  /** Returns what ends the listening. */
  readonly on: <T extends keyof DinerEvents>(type: T, hear: (event: DinerEvents[T]) => void) => () => void;
  readonly remove: () => void;
}

type Hearer = (event: DinerEvents[keyof DinerEvents]) => void;

function addressOf({ site, lesson, step, skin, language, theme, autoplay, panels }: DinerOptions): URL {
  const url = new URL('embed.html', site ?? new URL('./', import.meta.url));
  const wanted = {
    lesson,
    step,
    skin,
    lang: language,
    theme,
    autoplay: autoplay === true ? 1 : undefined,
    panels: panels?.join(','),
  };
  for (const [name, value] of Object.entries(wanted))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/** What the widget said, or null: other frames, other programs and other versions speak on the same line. */
function heard(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'object' || data === null) return null;
  const said = data as Record<string, unknown>;
  return said['source'] === 'gateway-diner' && said['v'] === 1 ? said : null;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Appends the widget to `place`. */
export function mountDiner(place: Element, options: DinerOptions): Diner {
  const url = addressOf(options);
  const frame = document.createElement('iframe');
  frame.src = url.href;
  frame.title = 'Gateway Diner';
  frame.loading = 'lazy';
  frame.style.cssText = 'border:0;width:100%;max-width:720px;height:420px';
  const hearers = new Map<string, Set<Hearer>>();
  const tell = (type: string, event: DinerEvents[keyof DinerEvents]): void =>
    hearers.get(type)?.forEach((hear) => hear(event));
  const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    const said = source === frame.contentWindow && origin === url.origin ? heard(data) : null;
    if (said === null) return;
    const { type, height, lesson, at, to, playing } = said;
    // A height is obeyed within reason: whatever is in the frame, it cannot grow over the page.
    if (type === 'height' && isCount(height))
      frame.style.height = `${Math.min(2000, Math.max(120, Math.ceil(height)))}px`;
    else if (type === 'ready' && typeof lesson === 'string') tell('ready', { lesson });
    else if (type === 'progress' && isCount(at) && isCount(to)) tell('progress', { at, to, playing: playing === true });
  };
  const say = (message: object): void =>
    frame.contentWindow?.postMessage({ source: 'gateway-diner-host', v: 1, ...message }, url.origin);
  window.addEventListener('message', onMessage);
  place.append(frame);
  return {
    frame,
    play: () => say({ type: 'play' }),
    pause: () => say({ type: 'pause' }),
    seek: (at) => say({ type: 'seek', at }),
    on: (type, hear) => {
      const all = hearers.get(type) ?? new Set();
      hearers.set(type, all.add(hear as Hearer));
      return () => void all.delete(hear as Hearer);
    },
    remove: () => {
      window.removeEventListener('message', onMessage);
      frame.remove();
    },
  };
}
