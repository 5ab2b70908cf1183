import type { KeyboardEvent, ReactNode } from 'react';
import { cx } from './cx.ts';
import { focusButton, rovingTarget } from './roving.ts';
import ui from './ui.module.css';

interface Choice<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly lang?: string;
  readonly name?: string;
}

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly wide?: boolean;
}

/** A switch of two to four choices: a radio group, one tab stop. */
export function Segmented<T extends string>({ label, value, choices, onChange, wide = false }: SegmentedProps<T>) {
  const selected = Math.max(
    0,
    choices.findIndex((choice) => choice.value === value),
  );
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const to = rovingTarget(event, selected, choices.length);
    const next = to === null ? undefined : choices[to];
    if (to === null || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next.value);
    focusButton(event.currentTarget, to);
  };
  return (
    <div role="radiogroup" aria-label={label} className={cx(ui['seg'], wide && ui['wide'])} onKeyDown={onKeyDown}>
      {choices.map((choice, i) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={i === selected}
          tabIndex={i === selected ? 0 : -1}
          onClick={() => onChange(choice.value)}
          {...(choice.lang === undefined ? {} : { lang: choice.lang })}
          {...(choice.name === undefined ? {} : { 'aria-label': choice.name })}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
