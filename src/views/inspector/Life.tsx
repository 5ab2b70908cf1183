import type { RunModel } from '../../projections/model.ts';
import type { ProcessFacts } from '../../projections/process.ts';
import { stateFill } from '../ui/Textures.tsx';
import { howEnded, Instant, useInspectorWords } from './parts.tsx';
import css from './inspector.module.css';

const FILL = { run: 'run', io: 'io', recv: 'io', send: 'send', wait: 'wait' } as const;
/** More than these are a blur anyway. */
const MOST_SPANS = 600;

interface LifeProps {
  readonly model: RunModel;
  readonly facts: ProcessFacts;
  readonly now: number;
}

/** From its start to the playhead (or its end): what each thread did, and what happened to it. */
export function Life({ model, facts, now }: LifeProps) {
  const words = useInspectorWords();
  const { process, worker } = facts;
  const from = Math.max(process.startedAt, model.t0);
  const to = Math.max(from + 1, process.exitedAt !== null && process.exitedAt < now ? process.exitedAt : now);
  const x = (at: number): number => ((Math.min(at, to) - from) / (to - from)) * 100;
  const spans = (worker?.spans ?? []).filter(
    (one) => one.activity !== 'free' && one.from < to && (one.to ?? to) > from,
  );
  const tids = [...new Set(spans.map((one) => one.tid))].sort((a, b) => a - b);
  const turns = [
    { at: process.startedAt, text: words.life.started },
    { at: worker?.bootedAt ?? null, text: words.life.booted },
    ...(worker?.timeouts ?? []).map((at) => ({ at, text: words.life.silent })),
    { at: worker?.exitingAt ?? null, text: words.life.exiting },
    { at: process.exitedAt, text: words.life.exited(howEnded(process.exit, words.life.code)) },
  ].filter((one): one is { at: number; text: string } => one.at !== null && one.at <= now);
  return (
    <>
      {tids.map((tid) => (
        <svg key={tid} className={css['lifeBar']} width="100%" height="18" aria-hidden="true">
          <rect y="8.5" width="100%" height="1" fill="var(--line-2)" />
          {spans
            .filter((one) => one.tid === tid)
            .slice(-MOST_SPANS)
            .map((one) =>
              one.activity === 'free' ? null : (
                <rect
                  key={one.from}
                  x={`${x(Math.max(from, one.from))}%`}
                  y="2"
                  width={`${Math.max(0.2, x(one.to ?? to) - x(Math.max(from, one.from)))}%`}
                  height="14"
                  rx="2"
                  fill={stateFill(FILL[one.activity])}
                />
              ),
            )}
        </svg>
      ))}
      <ul className={css['turns']}>
        {turns.map((one, i) => (
          <li key={i}>
            <Instant at={one.at} model={model} /> {one.text}
          </li>
        ))}
      </ul>
    </>
  );
}
