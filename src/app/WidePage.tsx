import { useLesson } from '../store/lesson.ts';
import type { Panel } from '../store/limits.ts';
import { PANEL_SIZES } from '../store/panels.ts';
import { useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import { CodePane } from '../views/editor/CodePane.tsx';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { useMessages } from '../views/messages.ts';
import { Edge } from '../views/ui/Edge.tsx';
import { Compare } from './Compare.tsx';
import { Dock } from './Dock.tsx';
import { StageColumn } from './StageColumn.tsx';
import css from './App.module.css';

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

export function PanelEdge({ panel, otherwise }: { readonly panel: Panel; readonly otherwise?: number }) {
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
        <>
          <section className={css['lesson']} aria-label={t.lesson.label}>
            <LessonPanel />
          </section>
          <PanelEdge panel="lesson" />
        </>
      )}
      {single ? <StageColumn /> : <Compare names={[shown, beside]} />}
      {single && !hide.includes('code') && (
        <>
          <PanelEdge panel="code" />
          <div className={css['code']}>
            <CodePane />
          </div>
        </>
      )}
      {single && !hide.includes('dock') && (
        <>
          <PanelEdge panel="dock" />
          <Dock pinned />
        </>
      )}
    </>
  );
}
