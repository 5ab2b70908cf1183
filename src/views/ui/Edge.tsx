import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import ui from './ui.module.css';

interface EdgeProps {
  readonly label: string;
  /** The way it is dragged: `x` for a panel at a side, `y` for one below. */
  readonly axis: 'x' | 'y';
  /** Which way makes the panel larger: 1 right or down, -1 left or up. */
  readonly grows: 1 | -1;
  /** CSS pixels. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** Null: back to what is usual. */
  readonly onChange: (px: number | null) => void;
  readonly onFold: () => void;
  readonly className?: string | undefined;
}

const STEP = 16;

/**
 * The edge of a panel, a slider for whoever has no pointer: dragged, or moved with the arrow keys; Enter folds, a double
 * click forgets the size.
 */
export function Edge({ label, axis, grows, value, least, most, onChange, onFold, className }: EdgeProps) {
  const from = useRef<{ readonly at: number; readonly value: number } | null>(null);
  const where = (event: PointerEvent): number => (axis === 'x' ? event.clientX : event.clientY);
  const onPointerDown = (event: PointerEvent<HTMLInputElement>): void => {
    if (event.button !== 0) return;
    // The edge goes with the pointer; a slider's own dragging would jump to where its track says.
    event.preventDefault();
    event.currentTarget.focus({ focusVisible: false } as FocusOptions);
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { at: where(event), value };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (from.current !== null) onChange(from.current.value + (where(event) - from.current.at) * grows);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [less, more] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const far = event.shiftKey ? 4 : 1;
    if (event.key === less) onChange(value - STEP * far * grows);
    else if (event.key === more) onChange(value + STEP * far * grows);
    else if (event.key === 'Home') onChange(least);
    else if (event.key === 'End') onChange(most);
    else if (event.key === 'Enter') onFold();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className={`${ui['edge'] ?? ''} ${className ?? ''}`} data-axis={axis} data-keys="player">
      <input
        type="range"
        aria-label={label}
        aria-orientation={axis === 'x' ? 'horizontal' : 'vertical'}
        min={least}
        max={most}
        value={Math.min(Math.max(Math.round(value), least), most)}
        onChange={(event) => onChange(Number(event.target.value))}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (from.current = null)}
        onPointerCancel={() => (from.current = null)}
        onDoubleClick={() => onChange(null)}
        onKeyDown={onKeyDown}
      />
    </span>
  );
}
