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

export const legState = (leg: Leg): WorkState => (leg.state === 'parked' ? 'io' : leg.state === 'door' ? 'wait' : leg.state);

const WIDTH = 240;

/** A request's way so far as one bar: thin on the way, thick where it is in line or served. */
export const JourneyBar = ({ legs, at, from, to, failed, height = 16 }: JourneyBarProps) => {
  const x = (time: number): number => ((time - from) / Math.max(1, to - from)) * WIDTH;
  const middle = height / 2;
  const end = Math.min(at, legs.at(-1)?.to ?? at);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden="true">
      <path d={`M0 ${middle}H${WIDTH}`} stroke="var(--line)" strokeWidth="1" />
      {legs
        .filter((leg) => leg.from < at)
        .map((leg) => {
          const until = Math.min(leg.to ?? at, at);
          const thick = leg.state === 'door' || (leg.state === 'send' && leg.place === 'leaving') ? 4 : height - 4;
          return <rect key={leg.from} x={x(leg.from)} y={middle - thick / 2} width={Math.max(1.2, x(until) - x(leg.from) - 0.6)} height={thick} rx="1.5" fill={stateFill(legState(leg))} />;
        })}
      {failed && <rect x={x(end) - 4} y={middle - 5} width="9" height="10" rx="4.5" fill="var(--st-err)" />}
    </svg>
  );
};
