import type { ButtonHTMLAttributes, MouseEventHandler, ReactNode } from 'react';
import { cx } from './cx.ts';
import ui from './ui.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'line' | 'fill' | 'bare';
  readonly small?: boolean;
}

export const Button = ({ look = 'line', small = false, className, ...rest }: ButtonProps) => (
  <button type="button" className={cx(ui['btn'], ui[look], small && ui['small'], className)} {...rest} />
);

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does: read out, and shown as a tooltip. */
  readonly label: string;
  readonly pressed?: boolean;
  readonly children: ReactNode;
}

/**
 * A button that has done all that it can keeps the keyboard where it is: it is off, and no stop of its own, but a browser
 * takes the focus from one that is `disabled`.
 */
export const unless = (off: boolean, onClick: MouseEventHandler<HTMLButtonElement> | undefined) =>
  off ? { 'aria-disabled': true, tabIndex: -1 } : { onClick };

export const IconButton = ({ label, pressed, className, disabled = false, onClick, ...rest }: IconButtonProps) => (
  <button
    type="button"
    className={cx(ui['icon'], className)}
    aria-label={label}
    title={label}
    {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    {...unless(disabled, onClick)}
    {...rest}
  />
);
