import type { ButtonHTMLAttributes, ReactNode } from 'react';
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

export const IconButton = ({ label, pressed, className, ...rest }: IconButtonProps) => (
  <button
    type="button"
    className={cx(ui['icon'], className)}
    aria-label={label}
    title={label}
    {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    {...rest}
  />
);
