import { useMessages } from '../messages.ts';
import { stateFill, stateStroke } from '../ui/Textures.tsx';
import css from './timeline.module.css';

const STATES = ['wait', 'run', 'io', 'send', 'err'] as const;

/** What the textures mean: the same in words, rings, lanes and code lines. */
export const Legend = () => {
  const t = useMessages();
  return (
    <div className={css['legend']}>
      <b>{t.legend.workers}</b>
      {STATES.map((state) => (
        <span key={state}>
          <svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
            <rect
              x=".75"
              y=".75"
              width="20.5"
              height="10.5"
              rx="2.5"
              fill={stateFill(state)}
              stroke={stateStroke(state)}
              strokeWidth="1.5"
            />
          </svg>
          {t.legend[state]}
        </span>
      ))}
    </div>
  );
};
