import { useId, type ReactNode } from 'react';
import { cx } from './cx.ts';
import ui from './ui.module.css';

interface Choice<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly lang?: string;
}

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly wide?: boolean;
}

/** A switch of two to four choices: native radio buttons, one tab stop, arrow keys inside. */
export function Segmented<T extends string>({ label, value, choices, onChange, wide = false }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className={cx(ui['seg'], wide && ui['wide'])} data-keys="own">
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} {...(choice.lang === undefined ? {} : { lang: choice.lang })}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
