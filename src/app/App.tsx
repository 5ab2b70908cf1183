import { lazy, useState } from 'react';
import { useLesson } from '../store/lesson.ts';
import { useSelection } from '../store/selection.ts';
import { useSettings } from '../store/settings.ts';
import { useShell } from '../store/shell.ts';
import { usePageKeys } from '../views/controls/keys.ts';
import { CodePane } from '../views/editor/CodePane.tsx';
import { keysNow } from '../views/keys/groups.ts';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { isPhone, useLayout, type Layout } from '../views/media.ts';
import { late } from '../views/late.ts';
import { useMessages } from '../views/messages.ts';
import { useNumbersPage } from '../views/metrics/numbers-page.ts';
import { TopBar } from '../views/shell/TopBar.tsx';
import { Part } from '../views/ui/Part.tsx';
import { Segmented } from '../views/ui/Segmented.tsx';
import { Textures } from '../views/ui/Textures.tsx';
import { toStage, useArrival, useReturn } from './arrival.ts';
import { Missing } from './Missing.tsx';
import { useLinkError } from './link-error.ts';
import { Page } from './pages.tsx';
import { StageColumn } from './StageColumn.tsx';
import { PanelEdges, useHidden, useTracks, WidePage } from './WidePage.tsx';
import css from './App.module.css';

const loadPhone = () => import('./Phone.tsx');
const Phone = lazy(loadPhone);
// There it is as early as the page itself; elsewhere it is not wanted.
if (isPhone()) void loadPhone().catch(() => undefined);
const ShareDialog = lazy(async () => ({ default: (await import('../views/share/ShareDialog.tsx')).ShareDialog }));
const Present = lazy(() => import('./Present.tsx'));
const KeySheet = lazy(() => import('../views/keys/KeySheet.tsx'));
const LinkProblem = lazy(() => import('./LinkProblem.tsx'));
const NumbersDialog = lazy(() => import('../views/metrics/NumbersDialog.tsx'));
const Dock = late(async () => (await import('./Dock.tsx')).Dock);
const PrintLesson = late(async () => (await import('../views/lesson/PrintLesson.tsx')).PrintLesson);
const Menu = lazy(() => import('./Menu.tsx'));
const Corner = late(async () => (await import('./Corner.tsx')).Corner);
const NotOnMenu = lazy(() => import('./NotOnMenu.tsx'));
const InspectorDialog = lazy(async () => ({
  default: (await import('../views/inspector/Inspector.tsx')).InspectorDialog,
}));

export function App() {
  usePageKeys(keysNow);
  const t = useMessages();
  const phase = useLesson((state) => state.phase);
  const page = useLesson((state) => state.page);
  const id = useLesson((state) => state.id);
  const layout = useLayout();
  const inspecting = useSelection((state) => state.inspected !== null);
  const numbers = useNumbersPage((state) => state.open);
  const [sharing, setSharing] = useState(false);
  const presenting = useShell((state) => state.presenting);
  const sheet = useShell((state) => state.sheet);
  const misled = useLinkError((state) => state.error !== null);
  useReturn(presenting);
  const inLesson = phase === 'ready' || phase === 'loading';
  useArrival(`${phase === 'loading' ? 'ready' : phase} ${page ?? id ?? ''}`);
  return (
    <div className={css['app']}>
      {inLesson && !presenting && (
        // The address belongs to the lesson, so the jump is made by hand.
        <a
          className={css['skip']}
          href="#stage"
          onClick={(event) => {
            event.preventDefault();
            toStage();
          }}
        >
          {t.skipToStage}
        </a>
      )}
      <Textures />
      {inLesson && presenting ? (
        <Part fallback={null}>
          <Present />
        </Part>
      ) : inLesson ? (
        <Lesson layout={layout} onShare={() => setSharing(true)} />
      ) : (
        <>
          <TopBar onShare={null} />
          {phase === 'page' && page !== null ? (
            <Page page={page} />
          ) : phase === 'menu' ? (
            <Part fallback={<main className={css['wallHold']} />} instead={<Missing />}>
              <Menu />
            </Part>
          ) : phase === 'missing' ? (
            <Part fallback={<main className={css['wallHold']} />} instead={<Missing />}>
              <NotOnMenu />
            </Part>
          ) : (
            <Missing />
          )}
        </>
      )}
      {inLesson && (
        <Part fallback={null}>
          <PrintLesson />
        </Part>
      )}
      <Part fallback={null}>
        <Corner />
      </Part>
      <Part fallback={null}>
        {sharing && inLesson && <ShareDialog onClose={() => setSharing(false)} />}
        {inspecting && inLesson && <InspectorDialog />}
        {numbers && inLesson && <NumbersDialog />}
        {sheet && <KeySheet />}
        {misled && <LinkProblem />}
      </Part>
    </div>
  );
}

/** On a tablet the side is as wide as the code is on a wide page. */
const CODE = ['code'] as const;

function Lesson({ layout, onShare }: { readonly layout: Layout; readonly onShare: () => void }) {
  const { hide } = useLesson((state) => state.limits);
  const hidden = useHidden();
  const tracks = useTracks();
  return (
    <div className={css[layout]} data-hide={(layout === 'wide' ? hidden : hide).join(' ')} style={tracks}>
      <TopBar onShare={onShare} />
      {layout === 'phone' ? (
        <Part fallback={<main className={css['wallHold']} />} instead={<Missing />}>
          <Phone />
        </Part>
      ) : layout === 'wide' ? (
        <WidePage />
      ) : (
        <>
          <StageColumn>
            {layout === 'tablet' && !hide.includes('dock') && (
              <Part fallback={<div className={css['dock']} />}>
                <Dock />
              </Part>
            )}
          </StageColumn>
          {layout === 'tablet' && <PanelEdges panels={CODE} otherwise={window.innerWidth * 0.375} />}
          <Side />
          {layout === 'column' && !hide.includes('dock') && (
            <Part fallback={<div className={css['dock']} />}>
              <Dock />
            </Part>
          )}
        </>
      )}
    </div>
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
