import { lazy } from 'react';
import { useLesson } from '../store/lesson.ts';
import { PANELS, type Panel } from '../store/limits.ts';
import { PANEL_SIZES } from '../store/panels.ts';
import { useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import { CodePane } from '../views/editor/CodePane.tsx';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { late } from '../views/late.ts';
import { useMessages } from '../views/messages.ts';
import { Edge } from '../views/ui/Edge.tsx';
import { Part } from '../views/ui/Part.tsx';
import { StageColumn } from './StageColumn.tsx';
import css from './App.module.css';

const Dock = late(async () => (await import('./Dock.tsx')).Dock);
const Compare = lazy(async () => ({ default: (await import('./Compare.tsx')).Compare }));

/** What is not shown on a wide page: what a teacher's link leaves out, and what its reader has folded away. */
export function useHidden(): readonly Panel[] {
  const { hide } = useLesson((state) => state.limits);
  const { folded } = useSettings((state) => state.panels);
  return [...new Set([...hide, ...folded])];
}

/** Custom properties for the layout's tracks: a size that was chosen, or none. */
export function useTracks(): React.CSSProperties {
  const { sizes } = useSettings((state) => state.panels);
  return Object.fromEntries(
    Object.entries(sizes).map(([panel, px]) => [`--${panel}`, `${px}px`]),
  ) as React.CSSProperties;
}

/** The dock is usually a share of the window's height (App.module.css). */
const usual = (panel: Panel): number =>
  panel === 'dock' ? Math.min(Math.max(150, window.innerHeight * 0.24), 216) : PANEL_SIZES[panel].usual;

interface PanelEdgesProps {
  readonly panels: readonly Panel[];
  /** CSS pixels of a panel that was never resized, where the layout has another size than the wide page. */
  readonly otherwise?: number;
}

export function PanelEdges({ panels, otherwise }: PanelEdgesProps) {
  const t = useMessages();
  if (panels.length === 0) return null;
  return (
    <section className={css['edges']} aria-label={t.panels.group}>
      {panels.map((panel) => (
        <PanelEdge key={panel} panel={panel} {...(otherwise === undefined ? {} : { otherwise })} />
      ))}
    </section>
  );
}

function PanelEdge({ panel, otherwise }: { readonly panel: Panel; readonly otherwise?: number }) {
  const t = useMessages();
  const px = useSettings((state) => state.panels.sizes[panel]);
  const { size, fold } = useSettings.getState();
  const { least, most } = PANEL_SIZES[panel];
  return (
    <Edge
      className={css[`${panel}Edge`]}
      label={t.panelEdge(t.panels[panel])}
      axis={panel === 'dock' ? 'y' : 'x'}
      grows={panel === 'lesson' ? 1 : -1}
      value={px ?? otherwise ?? usual(panel)}
      least={least}
      most={most}
      onChange={(next) => size(panel, next)}
      onFold={() => fold(panel)}
    />
  );
}

/** Lesson, stage, code, and the dock below; or two stages where runs are compared. */
export function WidePage() {
  const t = useMessages();
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  const hide = useHidden();
  const single = beside === null;
  return (
    <>
      {!hide.includes('lesson') && (
        <section className={css['lesson']} aria-label={t.lesson.label}>
          <LessonPanel />
        </section>
      )}
      {single ? (
        <StageColumn />
      ) : (
        <Part fallback={null}>
          <Compare names={[shown, beside]} />
        </Part>
      )}
      {single && !hide.includes('code') && (
        <div className={css['code']}>
          <CodePane />
        </div>
      )}
      {single && !hide.includes('dock') && <Dock pinned />}
      <PanelEdges panels={PANELS.filter((panel) => !hide.includes(panel) && (single || panel === 'lesson'))} />
    </>
  );
}
