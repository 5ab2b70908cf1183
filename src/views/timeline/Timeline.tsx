import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { usePlayer } from '../../store/player.ts';
import { previousRun, useRun } from '../../store/run.ts';
import { lastSight } from '../../store/tempo.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { useTimeline } from '../../store/timeline.ts';
import { lasting, ticket } from '../format.ts';
import type { Messages } from '../../i18n/index.ts';
import { useMessages } from '../messages.ts';
import { useActions, usePaths } from '../run-hooks.ts';
import { codeAt } from '../source.ts';
import { kitchenOf } from '../stagefeed/kitchen.ts';
import { LaneLabels } from './LaneLabels.tsx';
import { hitLane, layOut, type Bar, type Lanes } from './lanes.ts';
import { timeAt, type Geometry } from './geometry.ts';
import { paintFrame, paintLayers, type Layers } from './paint.ts';
import { palette } from './palette.ts';
import { Slider } from './Slider.tsx';
import { timelineKey, zoomBy } from './tools.ts';
import css from './timeline.module.css';

const LABELS = 76;
const LIVE_STEP_US = 5_000_000;

interface TimelineProps {
  readonly model: RunModel;
  readonly arrivals?: boolean;
}

/** Width of an element, followed. */
function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** The lanes of a run with the part of it that is in view; a whole run is laid out once, a zoom only moves the edges. */
function useLanes(model: RunModel, arrivals: boolean): Lanes {
  const t = useMessages();
  const pathOf = usePaths(model);
  // A live run grows with every frame: its scale grows in steps.
  const to = usePlayer((state) => (state.growing ? Math.ceil(state.to / LIVE_STEP_US) * LIVE_STEP_US : state.to));
  // The run before may have lasted longer: on the same scale one sees at once what was gained.
  const before = useRun((state) => {
    const previous = previousRun(state);
    return previous === null ? 0 : lastSight(previous.model);
  });
  const full = useTimeline((state) => state.full) && arrivals;
  const window = useTimeline((state) => state.window);
  const whole = useMemo(() => {
    const { serviceOf, services } = kitchenOf(model, t.kitchen);
    const nameOf = (id: string | undefined): string | undefined => services.find((one) => one.id === id)?.name ?? id;
    return layOut(model, Math.max(to, before, 1), {
      arrivals,
      full,
      pathOf,
      serviceOf: (pid, from, what) => nameOf(serviceOf(pid, from, what)),
    });
  }, [model, to, before, arrivals, full, pathOf, t.kitchen]);
  return useMemo(
    () => (window === null ? whole : { ...whole, from: whole.origin + window.from, to: whole.origin + window.to }),
    [whole, window],
  );
}

/** Draws on the canvas: the layers when the run, the part in view, the size or the theme changes, a cut at every tick. */
function useDrawing(
  ref: React.RefObject<HTMLCanvasElement | null>,
  lanes: Lanes,
  geometry: Geometry,
  model: RunModel,
  arrivals: boolean,
  hovered: number | null,
): void {
  const theme = useSettings((state) => state.theme);
  const selected = useSelection((state) => state.req);
  const seam = useRun((state) => state.runs[state.shown]?.fork?.at ?? null);
  const fading = useRun((state) => state.forking !== null);
  const pathOf = usePaths(model);
  const secret = useLesson(isAsking);
  const layers = useRef<Layers | null>(null);
  useEffect(() => {
    layers.current = null;
  }, [lanes, geometry, arrivals, pathOf, theme, secret]);
  useEffect(() => {
    const canvas = ref.current;
    const ctx = canvas?.getContext('2d');
    if (!canvas || !ctx || geometry.width < 10) return undefined;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(geometry.width * ratio);
    canvas.height = Math.round(geometry.height * ratio);
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      layers.current ??= paintLayers(lanes, geometry, ratio, canvas, arrivals, pathOf, secret);
      paintFrame(ctx, layers.current, lanes, geometry, ratio, palette(canvas), {
        at: lanes.origin + usePlayer.getState().at,
        lit: hovered ?? selected,
        dim: hovered !== null,
        seam: seam === null ? null : lanes.origin + seam,
        fading,
        secret,
      });
    };
    const schedule = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    draw();
    const stop = usePlayer.subscribe(schedule);
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [ref, lanes, geometry, arrivals, pathOf, theme, selected, hovered, seam, fading, secret]);
}

/** Where only a part is in view, the playhead takes it along. */
function useFollowing(): void {
  useEffect(
    () =>
      usePlayer.subscribe((state, before) => {
        if (state.at !== before.at) useTimeline.getState().follow(state.at, state.to);
      }),
    [],
  );
}

/** The wheel zooms with Ctrl, and moves sideways with Shift or on its own; without either the page scrolls. */
function useWheel(ref: React.RefObject<HTMLElement | null>, timeOf: (clientX: number) => number): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.ctrlKey) zoomBy(event.deltaY < 0 ? 1 : -1, timeOf(event.clientX));
      else if (sideways !== 0 && useTimeline.getState().window !== null)
        useTimeline.getState().pan(sideways / 600, usePlayer.getState().to);
      else return;
      event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref, timeOf]);
}

interface Hover {
  /** Where the pointer is in the window. */
  readonly x: number;
  readonly y: number;
  /** How far right that is in the lanes: 0 to 1. */
  readonly share: number;
  readonly req: number | null;
  readonly text: string;
  readonly code: string;
}

/** What the pointer is on: whose it is, what happens and for how long, and the line that it stands for. */
function describe(t: Messages, model: RunModel, req: number | null, bar: Bar | null): Pick<Hover, 'text' | 'code'> {
  const request = req === null ? undefined : model.requests.find((one) => one.req === req);
  const who = request === undefined ? '' : `#${ticket(request.req)} ${request.method} ${request.target}`;
  const state = bar === null || bar.path !== undefined ? '' : t.legend[bar.state];
  const time = bar === null || bar.open ? '' : lasting(bar.to - bar.from, t);
  const { file = '', line = 0 } = bar ?? {};
  const place = line === 0 ? '' : `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
  return {
    text: [who, state, time].filter(Boolean).join(' · '),
    code: place === '' ? '' : `${place}  ${codeAt(file, line)}`.trimEnd(),
  };
}

export function Timeline({ model, arrivals = true }: TimelineProps) {
  const t = useMessages();
  const wrap = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(wrap);
  const { seek, toggle } = useActions();
  const { selectRequest, inspect, examine } = useSelection.getState();
  const secret = useLesson(isAsking);
  const full = useTimeline((state) => state.full);
  const [hover, setHover] = useState<Hover | null>(null);
  const lanes = useLanes(model, arrivals);
  const geometry = useMemo<Geometry>(() => ({ left: LABELS, width, height: lanes.height }), [width, lanes.height]);
  useDrawing(canvas, lanes, geometry, model, arrivals, hover?.req ?? null);
  useFollowing();
  const timeOf = useMemo(
    () =>
      (clientX: number): number =>
        timeAt(lanes, geometry, clientX - (canvas.current?.getBoundingClientRect().left ?? 0)) - lanes.origin,
    [lanes, geometry],
  );
  useWheel(wrap, timeOf);

  const place = (event: {
    readonly clientX: number;
    readonly clientY: number;
  }): { x: number; y: number; at: number } => {
    const box = canvas.current?.getBoundingClientRect();
    const x = event.clientX - (box?.left ?? 0);
    return { x, y: event.clientY - (box?.top ?? 0), at: timeAt(lanes, geometry, x) };
  };
  const onPointerDown = (event: PointerEvent<HTMLInputElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus();
    const { y, at, x } = place(event);
    if (x < LABELS - 4) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const hit = hitLane(lanes, at, y);
    if (hit !== null && hit.req !== null) selectRequest(hit.req);
    seek(at - lanes.origin);
  };
  const onPointerMove = (event: PointerEvent<HTMLInputElement>): void => {
    const { x, y, at } = place(event);
    if (event.buttons & 1 && event.currentTarget.hasPointerCapture(event.pointerId)) {
      seek(at - lanes.origin);
      return setHover(null);
    }
    // While a question is open nothing is said of what is still to come.
    const known = !secret || at <= lanes.origin + usePlayer.getState().at;
    const hit = known && x > LABELS ? hitLane(lanes, at, y) : null;
    if (hit === null || (hit.req === null && hit.bar === null)) return setHover(null);
    const share = Math.min(1, x / Math.max(1, width));
    return setHover({
      x: event.clientX,
      y: event.clientY,
      share,
      req: hit.req,
      ...describe(t, model, hit.req, hit.bar),
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') toggle();
    else if (event.key === 'Enter') {
      const at = lanes.origin + usePlayer.getState().at;
      const found = lanes.lanes.flatMap((lane) => lane.stays).find((stay) => stay.from <= at && at <= stay.to);
      if (found) inspect(found.req);
    } else if (!timelineKey(event.key, event.shiftKey)) return;
    event.preventDefault();
  };
  const openSelected = (event: { readonly clientX: number; readonly clientY: number }): void => {
    const { req } = useSelection.getState();
    const { x, y, at } = place(event);
    const worker = x < LABELS ? hitLane(lanes, at, y)?.lane.workers.at(-1) : undefined;
    // Twice on a worker's name opens its process, anywhere else the request that is selected.
    if (worker !== undefined) examine({ kind: 'process', pid: worker.pid });
    else if (req !== null) inspect(req);
  };
  return (
    <div ref={wrap} className={css['wrap']} data-full={full}>
      <canvas ref={canvas} style={{ width, height: lanes.height }} aria-hidden="true" />
      <LaneLabels model={model} lanes={lanes} arrivals={arrivals} />
      {/* The whole picture is one slider: the pointer knows the lanes, the keyboard the time. */}
      <Slider
        onSeek={seek}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(null)}
        onDoubleClick={openSelected}
        onKeyDown={onKeyDown}
      />
      {hover !== null && hover.text + hover.code !== '' && (
        // Over the pointer, in the window: a row of lanes is lower than what there is to say. At the right edge it hangs to the left.
        <span
          className={css['hover']}
          style={{ left: hover.x, top: hover.y - 12, translate: `${-100 * hover.share}% -100%` }}
        >
          {hover.text}
          {hover.code !== '' && <code>{hover.code}</code>}
        </span>
      )}
    </div>
  );
}
