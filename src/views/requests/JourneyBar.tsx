import type { Leg } from '../../projections/journey.ts';
import { stateFill } from '../ui/Textures.tsx';
import type { WorkState } from '../stage/scene.ts';

interface JourneyBarProps {
  readonly legs: readonly Leg[];
  /** The instant that has been reached, and the scale's ends (absolute, µs). */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
  readonly height?: number;
}

const legState = (leg: Leg): WorkState => (leg.state === 'parked' ? 'io' : leg.state === 'door' ? 'wait' : leg.state);

/** A request's way so far as one bar: thin on the way, thick where it is in line or served. */
export const JourneyBar = ({ legs, at, from, to, failed, height = 16 }: JourneyBarProps) => {
  // In percent, so that the bar takes any width and its textures keep their shape.
  const x = (time: number): number => ((time - from) / Math.max(1, to - from)) * 100;
  const middle = height / 2;
  const end = Math.min(at, legs.at(-1)?.to ?? at);
  return (
    <svg width="100%" height={height} style={{ overflow: 'visible' }} aria-hidden="true">
      <rect y={middle - 0.5} width="100%" height="1" fill="var(--line)" />
      {legs
        .filter((leg) => leg.from < at)
        .map((leg) => {
          const until = Math.min(leg.to ?? at, at);
          const thick = leg.state === 'door' || (leg.state === 'send' && leg.place === 'leaving') ? 4 : height - 4;
          const width = Math.max(0.5, x(until) - x(leg.from) - 0.2);
          return (
            <rect
              key={leg.from}
              x={`${x(leg.from)}%`}
              y={middle - thick / 2}
              width={`${width}%`}
              height={thick}
              rx="2"
              fill={stateFill(legState(leg))}
            />
          );
        })}
      {failed && <circle cx={`${x(end)}%`} cy={middle} r="5" fill="var(--st-err)" />}
    </svg>
  );
};
