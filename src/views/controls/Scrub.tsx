import { ChevronLeft, ChevronRight, TriangleAlert } from 'lucide-react';
import { memo, useLayoutEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import { densityOf, type Density } from '../../projections/density.ts';
import type { RunModel } from '../../projections/model.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { errorTimes, nextError, usePlayer } from '../../store/player.ts';
import { useRun } from '../../store/run.ts';
import { useTimeline } from '../../store/timeline.ts';
import { lasting, secondsOf } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useActions } from '../run-hooks.ts';
import { IconButton } from '../ui/Button.tsx';
import { spaced } from '../timeline/clusters.ts';
import css from './controls.module.css';

const BINS = 120;
const HEIGHT = 30;
const FLOOR = 24;

/** One closed path under the counts of arrivals, in a picture of BINS × HEIGHT. */
const arrivalsPath = ({ bins, most }: Density): string =>
  `M0 ${FLOOR}${bins
    .map(({ arrivals }, i) => {
      const y = arrivals === 0 ? FLOOR : FLOOR - 3 - (arrivals / most) * 15;
      return `V${y.toFixed(1)}H${i + 1}`;
    })
    .join('')}V${FLOOR}Z`;

/** p95 over time as steps: what it was last holds until something else is answered. */
function slowPath({ bins, slowest }: Density): string {
  let path = '';
  let last = 0;
  bins.forEach(({ p95 }, i) => {
    if (p95 === null) return;
    const y = (FLOOR - 2 - (p95 / Math.max(1, slowest)) * 18).toFixed(1);
    path += path === '' ? `M${i} ${y}` : `H${i}V${y}`;
    last = i + 1;
  });
  return path === '' ? '' : `${path}H${last}`;
}

/** Share of the run between two crosses that can be told apart. */
const LEAST_APART = 0.011;

interface GlanceProps {
  readonly model: RunModel;
  readonly span: number;
  readonly until: number;
}
/** What has come and failed over the whole run, p95 as a line; up to `until` while the future is a secret. */
const Glance = memo(function Glance({ model, span, until }: GlanceProps) {
  const t = useMessages();
  const density = useMemo(() => densityOf(model, span, BINS, until), [model, span, until]);
  const errors = useMemo(() => errorTimes(model).filter((at) => at <= until), [model, until]);
  const failures = density.bins.reduce((sum, bin) => sum + bin.failures, 0);
  const arrivals = density.bins.reduce((sum, bin) => sum + bin.arrivals, 0);
  return (
    <>
      <span className="visually-hidden">{t.player.glance(arrivals, failures, lasting(density.slowest, t))}</span>
      <svg viewBox={`0 0 ${BINS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={arrivalsPath(density)} fill="var(--st-wait)" opacity=".55" />
        <path
          d={slowPath(density)}
          fill="none"
          stroke="var(--ink-2)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <svg aria-hidden="true">
        {spaced(errors, span * LEAST_APART).map((at) => (
          <path
            key={at}
            d="M-3.200-3.200L3.200 3.200M3.200-3.200L-3.200 3.200"
            stroke="var(--st-err)"
            strokeWidth="2"
            className={css['cross']}
            style={{ transform: `translate(calc(${(at / span) * 100}cqw), 5px)` }}
          />
        ))}
      </svg>
    </>
  );
});

/** The only part that moves with every frame. */
function Head({ span }: { readonly span: number }) {
  const head = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const place = (): void => {
      if (head.current !== null) head.current.style.left = `${(usePlayer.getState().at / span) * 100}%`;
    };
    place();
    return usePlayer.subscribe(place);
  }, [span]);
  return <i ref={head} className={css['head']} aria-hidden="true" />;
}

/** The two ends of the part that is repeated, each a slider of its own. */
function LoopEnds({ span }: { readonly span: number }) {
  const t = useMessages();
  const range = usePlayer((state) => state.range) ?? { from: 0, to: span };
  const { setRange } = useActions();
  const share = (us: number): string => `${(us / span) * 100}%`;
  const ends = [
    ['from', t.player.loopFrom],
    ['to', t.player.loopTo],
  ] as const;
  return (
    <>
      <i
        className={css['part']}
        aria-hidden="true"
        style={{ left: share(range.from), right: share(span - range.to) }}
      />
      {ends.map(([end, label]) => (
        <input
          key={end}
          type="range"
          className={css['end']}
          data-keys="player"
          data-end={end}
          aria-label={label}
          min={0}
          max={Math.max(1, Math.round(span / 1000))}
          step={50}
          value={Math.round(range[end] / 1000)}
          aria-valuetext={t.seconds(secondsOf(range[end]))}
          onChange={(event) => setRange({ ...range, [end]: Number(event.target.value) * 1000 })}
        />
      ))}
    </>
  );
}

/** Where the run on screen left another one, and which part of it the lanes show. */
function Seams({ span }: { readonly span: number }) {
  const fork = useRun((state) => state.runs[state.shown]?.fork?.at ?? null);
  const window = useTimeline((state) => state.window);
  const share = (us: number): string => `${(us / span) * 100}%`;
  return (
    <>
      {window !== null && (
        <i
          className={css['window']}
          aria-hidden="true"
          style={{ left: share(window.from), right: share(Math.max(0, span - window.to)) }}
        />
      )}
      {fork !== null && <i className={css['seam']} aria-hidden="true" style={{ left: share(fork) }} />}
    </>
  );
}

/** The playhead over the whole run: density of arrivals, errors, p95. Shift and drag (or I and O) choose a part to repeat. */
export function Scrub({ model, errors = true }: { readonly model: RunModel; readonly errors?: boolean }) {
  const t = useMessages();
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<number | null>(null);
  const at = usePlayer((state) => state.calmAt);
  const span = Math.max(
    1,
    usePlayer((state) => state.to),
  );
  const loop = usePlayer((state) => state.loop);
  const secret = useLesson(isAsking);
  const calm = usePlayer((state) => (secret ? state.calmAt : state.to));
  const { seek, setRange, pause } = useActions();
  const timeAt = (event: PointerEvent): number => {
    const { left = 0, width = 1 } = box.current?.getBoundingClientRect() ?? {};
    return ((event.clientX - left) / width) * span;
  };
  const onPointerDown = (event: PointerEvent<HTMLInputElement>): void => {
    if (!event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag(timeAt(event));
  };
  const go = (direction: 1 | -1): void => {
    pause();
    const next = nextError(model, usePlayer.getState().at, direction);
    if (next !== null) seek(next);
  };
  const failing = errors && !secret && nextError(model, -1) !== null;
  return (
    <div className={css['scrubRow']}>
      {failing && (
        <IconButton label={t.player.prevError} onClick={() => go(-1)}>
          <ChevronLeft size={12} />
          <TriangleAlert size={14} />
        </IconButton>
      )}
      <div ref={box} className={css['scrub']}>
        <Glance model={model} span={span} until={calm} />
        <Seams span={span} />
        <Head span={span} />
        <input
          type="range"
          data-keys="player"
          min={0}
          max={Math.max(1, Math.round(span / 1000))}
          value={Math.round(at / 1000)}
          aria-label={t.player.scrub}
          aria-valuetext={t.seconds(secondsOf(at))}
          onChange={(event) => drag === null && seek(Number(event.target.value) * 1000)}
          onPointerDown={onPointerDown}
          onPointerMove={(event) => drag !== null && setRange({ from: drag, to: timeAt(event) })}
          onPointerUp={() => setDrag(null)}
        />
        {loop && <LoopEnds span={span} />}
      </div>
      {failing && (
        <IconButton label={t.player.nextError} onClick={() => go(1)}>
          <TriangleAlert size={14} />
          <ChevronRight size={12} />
        </IconButton>
      )}
    </div>
  );
}
