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
import { useNumbersPage } from '../views/metrics/numbers-page.ts';
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
const ReferencePage = lazy(() => import('../views/reference/ReferencePage.tsx'));
const TeachPage = lazy(() => import('../views/teach/TeachPage.tsx'));
const NumbersDialog = lazy(() => import('../views/metrics/NumbersDialog.tsx'));
const InspectorDialog = lazy(async () => ({
  default: (await import('../views/inspector/Inspector.tsx')).InspectorDialog,
}));

export function App() {
  usePlayerKeys();
  const t = useMessages();
  const phase = useLesson((state) => state.phase);
  const page = useLesson((state) => state.page);
  const layout = useLayout();
  const inspecting = useSelection((state) => state.inspected !== null);
  const numbers = useNumbersPage((state) => state.open);
  const [sharing, setSharing] = useState(false);
  const { hide } = useLesson((state) => state.limits);
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
        <div className={css[layout]} data-hide={hide.join(' ')}>
          <TopBar onShare={() => setSharing(true)} />
          <LessonPage layout={layout} />
        </div>
      ) : (
        <>
          <TopBar onShare={null} />
          {phase === 'page' ? (
            <Suspense fallback={null}>{page === 'reference' ? <ReferencePage /> : <TeachPage />}</Suspense>
          ) : phase === 'menu' ? (
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
        {numbers && inLesson && <NumbersDialog />}
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
  const { hide } = useLesson((state) => state.limits);
  if (layout === 'phone') return <Phone />;
  if (layout !== 'wide')
    return (
      <>
        <StageColumn>{layout === 'tablet' && !hide.includes('dock') && <Dock />}</StageColumn>
        <Side />
        {layout === 'column' && !hide.includes('dock') && <Dock />}
      </>
    );
  return (
    <>
      {!hide.includes('lesson') && (
        <section className={css['lesson']} aria-label={t.lesson.label}>
          <LessonPanel />
        </section>
      )}
      {beside === null ? (
        <>
          <StageColumn />
          {!hide.includes('code') && (
            <div className={css['code']}>
              <CodePane />
            </div>
          )}
        </>
      ) : (
        <Compare names={[shown, beside]} />
      )}
      {beside === null && !hide.includes('dock') && <Dock pinned />}
    </>
  );
}

/** On a tablet lesson and code share a side. */
function Side() {
  const t = useMessages();
  const place = useSettings((state) => state.place);
  const { hide } = useLesson((state) => state.limits);
  const shown = (['lesson', 'code'] as const).filter((one) => !hide.includes(one));
  const value = shown.find((one) => one === place) ?? shown[0];
  if (value === undefined) return null;
  return (
    <aside className={css['side']} aria-label={t.places.label}>
      <div className={css['switch']}>
        <Segmented
          wide
          label={t.places.label}
          value={value}
          onChange={useSettings.getState().setPlace}
          choices={shown.map((one) => ({ value: one, label: t.places[one] }))}
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
