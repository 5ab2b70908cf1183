import { lazy, Suspense, useState } from 'react';
import { useLesson } from '../store/lesson.ts';
import { useRun } from '../store/run.ts';
import { useSelection } from '../store/selection.ts';
import { useSettings } from '../store/settings.ts';
import { usePlayerKeys } from '../views/controls/keys.ts';
import { CodePane } from '../views/editor/CodePane.tsx';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { useLayout, type Layout } from '../views/media.ts';
import { MenuBoard } from '../views/menu/MenuBoard.tsx';
import { useMessages } from '../views/messages.ts';
import { TopBar } from '../views/shell/TopBar.tsx';
import { Button } from '../views/ui/Button.tsx';
import { Segmented } from '../views/ui/Segmented.tsx';
import { Textures } from '../views/ui/Textures.tsx';
import ui from '../views/ui/ui.module.css';
import { Compare } from './Compare.tsx';
import { Dock } from './Dock.tsx';
import { LinkProblem } from './LinkProblem.tsx';
import { MenuFoot } from './MenuFoot.tsx';
import { MenuScene } from './MenuScene.tsx';
import { OfflineNotice } from './OfflineNotice.tsx';
import { Phone } from './Phone.tsx';
import { StageColumn } from './StageColumn.tsx';
import css from './App.module.css';

const ShareDialog = lazy(async () => ({ default: (await import('../views/share/ShareDialog.tsx')).ShareDialog }));
const InspectorDialog = lazy(async () => ({
  default: (await import('../views/inspector/Inspector.tsx')).InspectorDialog,
}));

export function App() {
  usePlayerKeys();
  const t = useMessages();
  const phase = useLesson((state) => state.phase);
  const layout = useLayout();
  const inspecting = useSelection((state) => state.inspected !== null);
  const [sharing, setSharing] = useState(false);
  const inLesson = phase === 'ready' || phase === 'loading';
  return (
    <div className={css['app']}>
      {inLesson && (
        // The address belongs to the lesson, so the jump is made by hand.
        <a className={css['skip']} href="#stage" onClick={skipToStage}>
          {t.skipToStage}
        </a>
      )}
      <Textures />
      {inLesson ? (
        <div className={css[layout]}>
          <TopBar onShare={() => setSharing(true)} />
          <LessonPage layout={layout} />
        </div>
      ) : (
        <>
          <TopBar onShare={null} />
          {phase === 'menu' ? (
            <>
              <MenuBoard>
                <MenuScene />
              </MenuBoard>
              <MenuFoot />
            </>
          ) : (
            <Missing />
          )}
        </>
      )}
      <LinkProblem />
      <OfflineNotice />
      <Suspense fallback={null}>
        {sharing && inLesson && <ShareDialog onClose={() => setSharing(false)} />}
        {inspecting && inLesson && <InspectorDialog />}
      </Suspense>
    </div>
  );
}

function skipToStage(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#stage [tabindex="0"], #stage button')?.focus();
}

function LessonPage({ layout }: { readonly layout: Layout }) {
  const t = useMessages();
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  if (layout === 'phone') return <Phone />;
  if (layout !== 'wide')
    return (
      <>
        <StageColumn>{layout === 'tablet' && <Dock />}</StageColumn>
        <Side />
        {layout === 'column' && <Dock />}
      </>
    );
  return (
    <>
      <section className={css['lesson']} aria-label={t.lesson.label}>
        <LessonPanel />
      </section>
      {beside === null ? (
        <>
          <StageColumn />
          <div className={css['code']}>
            <CodePane />
          </div>
        </>
      ) : (
        <Compare names={[shown, beside]} />
      )}
      {beside === null && <Dock pinned />}
    </>
  );
}

/** On a tablet lesson and code share a side. */
function Side() {
  const t = useMessages();
  const place = useSettings((state) => state.place);
  const value = place === 'code' ? 'code' : 'lesson';
  return (
    <aside className={css['side']} aria-label={t.places.label}>
      <div className={css['switch']}>
        <Segmented
          wide
          label={t.places.label}
          value={value}
          onChange={useSettings.getState().setPlace}
          choices={[
            { value: 'lesson', label: t.places.lesson },
            { value: 'code', label: t.places.code },
          ]}
        />
      </div>
      <div className={css['sideBody']}>
        {value === 'code' ? (
          <div className={css['code']}>
            <CodePane />
          </div>
        ) : (
          <div className={css['lesson']}>
            <LessonPanel />
          </div>
        )}
      </div>
    </aside>
  );
}

function Missing() {
  const t = useMessages();
  return (
    <main className={ui['empty']} style={{ minHeight: '60dvh' }}>
      <h1 style={{ font: '700 22px/1.3 var(--font-display)' }}>{t.lesson.noneYet}</h1>
      <span>{t.lesson.noneYetText}</span>
      <Button look="fill" onClick={() => (window.location.hash = '#/')}>
        {t.lesson.toMenu}
      </Button>
    </main>
  );
}
