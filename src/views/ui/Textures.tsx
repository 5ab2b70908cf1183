import type { WorkState } from '../stage/scene.ts';

/** The textures of the states, once per page; every word, lane and bar refers to them. */
export const Textures = () => (
  <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
    <defs>
      <pattern id="tx-wait" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" fill="var(--st-wait)" />
        <circle cx="2" cy="2" r="1.3" fill="var(--st-wait-tx)" opacity=".55" />
        <circle cx="6" cy="6" r="1.3" fill="var(--st-wait-tx)" opacity=".55" />
      </pattern>
      <pattern id="tx-io" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" fill="var(--st-io-bg)" />
        <rect width="3.2" height="7" fill="var(--st-io)" />
      </pattern>
      <pattern id="tx-send" width="9" height="10" patternUnits="userSpaceOnUse">
        <rect width="9" height="10" fill="var(--st-send)" />
        <path d="M2 0L6 5L2 10" fill="none" stroke="var(--on-send)" strokeWidth="1.3" opacity=".55" />
      </pattern>
      <pattern id="tx-err" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" fill="var(--st-err)" />
        <path d="M0 0L8 8M8 0L0 8" stroke="var(--on-err)" strokeWidth="1" opacity=".6" />
      </pattern>
    </defs>
  </svg>
);

export function stateFill(state: WorkState): string {
  switch (state) {
    case 'run':
      return 'var(--st-run)';
    case 'free':
      return 'none';
    case 'wait':
    case 'io':
    case 'send':
    case 'err':
      return `url(#tx-${state})`;
  }
}

export const stateStroke = (state: WorkState): string =>
  state === 'free' ? 'var(--st-free-bd)' : `var(--st-${state})`;
