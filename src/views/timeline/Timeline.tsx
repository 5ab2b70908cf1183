import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type InputHTMLAttributes,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { isAlive, activityAt } from '../../projections/at.ts';
import type { RunModel } from '../../projections/model.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { usePlayer } from '../../store/player.ts';
import { lastSight, previousRun, useRun } from '../../store/run.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { secondsOf, ticket } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useActions, useCalmInstant, usePaths } from '../run-hooks.ts';
import { stateFill, stateStroke } from '../ui/Textures.tsx';
import type { WorkState } from '../stage/scene.ts';
import { hitLane, layOut, type Lane, type Lanes } from './lanes.ts';
import { paintFrame, paintLayers, timeAt, type Geometry, type Layers } from './paint.ts';
import { palette } from './palette.ts';
import css from './timeline.module.css';

const LABELS = 76;
const STEP_MS = 100;
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

/** Draws on the canvas: the layers when the run, the size or the theme changes, a cut between them at every tick. */
function useDrawing(
  ref: React.RefObject<HTMLCanvasElement | null>,
  lanes: Lanes,
  geometry: Geometry,
  model: RunModel,
  arrivals: boolean,
): void {
  const theme = useSettings((state) => state.theme);
  const selected = useSelection((state) => state.req);
  const pathOf = usePaths(model);
  const secret = useLesson(isAsking);
  useEffect(() => {
    const canvas = ref.current;
    const ctx = canvas?.getContext('2d');
    if (!canvas || !ctx || geometry.width < 10) return undefined;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(geometry.width * ratio);
    canvas.height = Math.round(geometry.height * ratio);
    let layers: Layers | null = null;
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      layers ??= paintLayers(lanes, geometry, ratio, canvas, arrivals, pathOf, secret);
      paintFrame(ctx, layers, lanes, geometry, ratio, lanes.from + usePlayer.getState().at, palette(canvas), selected);
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
  }, [ref, lanes, geometry, arrivals, pathOf, theme, selected, secret]);
}

export function Timeline({ model, arrivals = true }: TimelineProps) {
  const wrap = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(wrap);
  // A live run grows with every frame: its scale grows in steps.
  const to = usePlayer((state) => (state.growing ? Math.ceil(state.to / LIVE_STEP_US) * LIVE_STEP_US : state.to));
  // The run before may have lasted longer: on the same scale one sees at once what was gained.
  const before = useRun((state) => {
    const previous = previousRun(state);
    return previous === null ? 0 : lastSight(previous.model);
  });
  const { seek, toggle } = useActions();
  const end = usePlayer((state) => state.to);
  const { selectRequest, inspect } = useSelection.getState();
  const [hover, setHover] = useState<{ readonly x: number; readonly text: string } | null>(null);
  const lanes = useMemo(() => layOut(model, Math.max(to, before, 1), arrivals), [model, to, before, arrivals]);
  const geometry = useMemo<Geometry>(() => ({ left: LABELS, width, height: lanes.height }), [width, lanes.height]);
  useDrawing(canvas, lanes, geometry, model, arrivals);

  const place = (event: PointerEvent<HTMLInputElement>): { x: number; y: number; at: number } => {
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
    seek(at - lanes.from);
  };
  const onPointerMove = (event: PointerEvent<HTMLInputElement>): void => {
    const { x, y, at } = place(event);
    if (event.buttons & 1 && event.currentTarget.hasPointerCapture(event.pointerId)) seek(at - lanes.from);
    const req = hitLane(lanes, at, y)?.req ?? null;
    const request = req === null ? undefined : model.requests.find((one) => one.req === req);
    setHover(request && x > LABELS ? { x, text: `#${ticket(request.req)} ${request.method} ${request.target}` } : null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === ' ') toggle();
    else if (event.key === 'Enter') {
      const at = lanes.from + usePlayer.getState().at;
      const found = lanes.lanes.flatMap((lane) => lane.stays).find((stay) => stay.from <= at && at <= stay.to);
      if (found) inspect(found.req);
    } else return;
    event.preventDefault();
  };
  const openSelected = (): void => {
    const { req } = useSelection.getState();
    if (req !== null) inspect(req);
  };
  return (
    <div ref={wrap} className={css['wrap']}>
      <canvas ref={canvas} style={{ width, height: lanes.height }} aria-hidden="true" />
      <LaneLabels model={model} lanes={lanes} arrivals={arrivals} />
      {/* The whole picture is one slider: the pointer knows the lanes, the keyboard the time. */}
      <Slider
        end={Math.max(1, end)}
        onSeek={seek}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(null)}
        onDoubleClick={openSelected}
        onKeyDown={onKeyDown}
      />
      {hover !== null && (
        <span className={css['hover']} style={{ left: Math.min(Math.max(hover.x, 70), width - 70) }}>
          {hover.text}
        </span>
      )}
    </div>
  );
}

interface SliderProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly end: number;
  readonly onSeek: (us: number) => void;
}

function Slider({ end, onSeek, ...rest }: SliderProps) {
  const t = useMessages();
  const at = usePlayer((state) => state.calmAt);
  return (
    <input
      type="range"
      className={css['slider']}
      aria-label={`${t.lanes.label}. ${t.lanes.help}`}
      min={0}
      max={Math.round(end / 1000)}
      step={STEP_MS}
      value={Math.round(at / 1000)}
      aria-valuetext={t.seconds(secondsOf(at))}
      onChange={(event) => onSeek(Number(event.target.value) * 1000)}
      {...rest}
    />
  );
}

function LaneLabels({
  model,
  lanes,
  arrivals,
}: {
  readonly model: RunModel;
  readonly lanes: Lanes;
  readonly arrivals: boolean;
}) {
  const t = useMessages();
  const now = useCalmInstant(model);
  return (
    <div className={css['labels']} aria-hidden="true">
      {arrivals && (
        <span className={css['label']} data-kind="text" style={{ top: lanes.arrivalsTop + 7 }}>
          {t.lanes.arrivals}
        </span>
      )}
      {lanes.lanes.map((lane) =>
        lane.kind === 'rail' ? (
          <span key={lane.key} className={css['label']} data-kind="text" style={{ top: lane.top, left: 15 }}>
            {t.lanes.parked}
          </span>
        ) : (
          lane.height >= 9 && <WorkerLabel key={lane.key} lane={lane} now={now} />
        ),
      )}
    </div>
  );
}

const dotState = (lane: Lane, now: number): WorkState => {
  const worker = lane.workers.findLast((one) => isAlive(one, now));
  const activities = worker === undefined ? [] : activityAt(worker, now).map((span) => span.activity);
  if (activities.includes('run')) return 'run';
  if (activities.includes('send')) return 'send';
  return activities.includes('io') || activities.includes('recv') ? 'io' : 'free';
};

function WorkerLabel({ lane, now }: { readonly lane: Lane; readonly now: number }) {
  const state = dotState(lane, now);
  const worker = lane.workers.findLast((one) => one.bootingAt <= now) ?? lane.workers[0];
  const size = lane.height >= 20 ? 12 : 10;
  return (
    <span className={css['label']} style={{ top: lane.top + lane.height / 2 - 6, fontSize: size }}>
      <svg width="12" height="12" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="4.5" fill={stateFill(state)} stroke={stateStroke(state)} strokeWidth="1.5" />
      </svg>
      {worker?.pid}
    </span>
  );
}
