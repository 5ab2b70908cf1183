import type { KeyboardEvent, ReactNode } from 'react';
import { cx } from './cx.ts';
import { focusButton, rovingTarget } from './roving.ts';
import ui from './ui.module.css';

interface Tab<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
}

interface TabsProps<T extends string> {
  /** Prefix of the ids that tie tabs and panel together. */
  readonly id: string;
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly Tab<T>[];
  readonly onChange: (value: T) => void;
  readonly className?: string | undefined;
}

const tabId = (id: string, value: string): string => `${id}-tab-${value.replaceAll(/[^\w-]/g, '_')}`;
const panelId = (id: string): string => `${id}-panel`;

export function Tabs<T extends string>({ id, label, value, tabs, onChange, className }: TabsProps<T>) {
  const selected = Math.max(
    0,
    tabs.findIndex((tab) => tab.value === value),
  );
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const to = rovingTarget(event, selected, tabs.length);
    const next = to === null ? undefined : tabs[to];
    if (to === null || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next.value);
    focusButton(event.currentTarget, to);
  };
  return (
    <div role="tablist" tabIndex={-1} aria-label={label} className={cx(ui['tabs'], className)} onKeyDown={onKeyDown}>
      {tabs.map((tab, i) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={tabId(id, tab.value)}
          aria-selected={i === selected}
          aria-controls={panelId(id)}
          tabIndex={i === selected ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}

export const TabPanel = ({
  id,
  value,
  className,
  children,
}: {
  readonly id: string;
  readonly value: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) => (
  <div role="tabpanel" id={panelId(id)} aria-labelledby={tabId(id, value)} className={className}>
    {children}
  </div>
);
