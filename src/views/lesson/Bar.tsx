import type { ReactNode } from 'react';
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

/** `recv:0.01 run:0.2 io:2`: what an order's time is made of, as one textured bar; a sliver stays visible. */
export const Bar = ({ spans, children }: { readonly spans: string; readonly children: ReactNode }) => {
  const parts = spans
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => {
      const [name = '', seconds = '0'] = part.split(':');
      return { state: stateNamed(name), seconds: Number(seconds) || 0 };
    });
  const total = parts.reduce((sum, part) => sum + part.seconds, 0) || 1;
  const raw = parts.map((part) => Math.max(4, (part.seconds / total) * WIDTH));
  const scale = WIDTH / raw.reduce((sum, width) => sum + width, 0);
  const widths = raw.map((width) => width * scale);
  return (
    <figure className={css['bar']}>
      <svg viewBox={`-1 -1 ${WIDTH + 2} 24`} width="100%" aria-hidden="true">
        {parts.map(({ state }, i) => {
          const width = widths[i] ?? 0;
          const left = widths.slice(0, i).reduce((sum, one) => sum + one, 0);
          return (
            <rect
              key={i}
              x={left}
              y="0"
              width={Math.max(2, width - 1.5)}
              height="22"
              rx="3"
              fill={stateFill(state)}
              stroke={stateStroke(state)}
              strokeWidth="1"
            />
          );
        })}
      </svg>
      {children !== undefined && <figcaption>{children}</figcaption>}
    </figure>
  );
};
