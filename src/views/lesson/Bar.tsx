import type { ReactNode } from 'react';
import { journeyOf, workersByPid } from '../../projections/journey.ts';
import type { RunModel } from '../../projections/model.ts';
import { useModel } from '../run-hooks.ts';
import type { WorkState } from '../stage/scene.ts';
import { stateFill, stateStroke } from '../ui/Textures.tsx';
import css from './lesson.module.css';

const WIDTH = 278;

function stateNamed(name: string): WorkState {
  switch (name) {
    case 'wait':
    case 'run':
    case 'io':
    case 'send':
    case 'err':
    case 'free':
      return name;
    case 'recv':
      return 'io';
    default:
      return 'wait';
  }
}

interface Span {
  readonly state: WorkState;
  readonly seconds: number;
}

interface BarProps {
  /** `recv:0.01 run:0.2 io:2`: states with their seconds. */
  readonly spans: string;
  readonly children: ReactNode;
}

/** What an order's time is made of, as one textured bar; a sliver stays visible. */
export const Bar = ({ spans, children }: BarProps) => (
  <Figure
    spans={spans
      .split(/\s+/)
      .filter(Boolean)
      .map((part) => {
        const [name = '', seconds = '0'] = part.split(':');
        return { state: stateNamed(name), seconds: Number(seconds) || 0 };
      })}
  >
    {children}
  </Figure>
);

/** The same of a request of the run that is shown: its time at the till, as it really went. */
export function OrderBar({ req, children }: { readonly req: number; readonly children: ReactNode }) {
  const model = useModel();
  return <Figure spans={model === null ? [] : atTill(model, req)}>{children}</Figure>;
}

function atTill(model: RunModel, req: number): readonly Span[] {
  const request = model.requests.find((one) => one.req === req);
  if (request === undefined) return [];
  const end = request.finishedAt ?? model.end;
  const spans: Span[] = [];
  for (const { place, state: doing, from, to } of journeyOf(request, workersByPid(model))) {
    if (place !== 'worker' && place !== 'parked') continue;
    const state = doing === 'parked' ? 'io' : stateNamed(doing);
    const seconds = ((to ?? end) - from) / 1_000_000;
    const last = spans.at(-1);
    // Line after line of the same is one stretch.
    if (last?.state === state) spans[spans.length - 1] = { state, seconds: last.seconds + seconds };
    else spans.push({ state, seconds });
  }
  return spans;
}

function Figure({ spans, children }: { readonly spans: readonly Span[]; readonly children: ReactNode }) {
  const total = spans.reduce((sum, span) => sum + span.seconds, 0) || 1;
  const raw = spans.map((span) => Math.max(4, (span.seconds / total) * WIDTH));
  const scale = WIDTH / raw.reduce((sum, width) => sum + width, 0);
  const widths = raw.map((width) => width * scale);
  return (
    <figure className={css['bar']}>
      {spans.length > 0 && (
        <svg viewBox={`-1 -1 ${WIDTH + 2} 24`} width="100%" aria-hidden="true">
          {spans.map(({ state }, i) => (
            <rect
              key={i}
              x={widths.slice(0, i).reduce((sum, one) => sum + one, 0)}
              y="0"
              width={Math.max(2, (widths[i] ?? 0) - 1.5)}
              height="22"
              rx="3"
              fill={stateFill(state)}
              stroke={stateStroke(state)}
              strokeWidth="1"
            />
          ))}
        </svg>
      )}
      {children !== undefined && <figcaption>{children}</figcaption>}
    </figure>
  );
}
