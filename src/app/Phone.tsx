import { BookOpen, ChefHat, Code, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import { useLesson } from '../store/lesson.ts';
import { useSettings, type Place } from '../store/settings.ts';
import { ActMenu } from '../views/controls/ActMenu.tsx';
import { BranchBar } from '../views/controls/BranchBar.tsx';
import { PlayBar, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { Scrub } from '../views/controls/Scrub.tsx';
import { CodePane } from '../views/editor/CodePane.tsx';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { useMessages } from '../views/messages.ts';
import { useModel } from '../views/run-hooks.ts';
import { Notices } from '../views/shell/Notices.tsx';
import type { View } from '../views/stage/StageView.tsx';
import { Timeline } from '../views/timeline/Timeline.tsx';
import ui from '../views/ui/ui.module.css';
import { Dock } from './Dock.tsx';
import { NowCard } from './NowCard.tsx';
import { CAMERAS, ZoneMap, type Zone } from './zones.tsx';
import { Caption, NoRun, RunSwitch, Stage } from './stage-parts.tsx';
import css from './App.module.css';

const STRIP: View = { x: 560, y: 290, width: 760, height: 330 };

const ICONS: Readonly<Record<Place, React.ReactNode>> = {
  lesson: <BookOpen size={22} />,
  stage: <ChefHat size={22} />,
  code: <Code size={22} />,
  terminal: <SquareTerminal size={22} />,
};
const PLACES: readonly Place[] = ['lesson', 'stage', 'code', 'terminal'];

function StagePlace() {
  const model = useModel();
  const [zone, setZone] = useState<Zone>('counter');
  return (
    <main className={`${css['phoneBody'] ?? ''} ${css['stagePlace'] ?? ''}`} id="stage">
      <Notices />
      <div className={css['strip']}>{model === null ? <NoRun /> : <Stage model={model} view={CAMERAS[zone]} />}</div>
      {model !== null && <ZoneMap model={model} zone={zone} onZone={setZone} />}
      <PlayBar compact>
        <SkinSwitch />
      </PlayBar>
      <section>
        <Caption />
        {model !== null && <Scrub model={model} errors={false} />}
        {model !== null && <Timeline model={model} arrivals={false} />}
        {model !== null && (
          <div className={css['under']}>
            <ActMenu model={model} />
            <BranchBar />
          </div>
        )}
        {model !== null && <NowCard model={model} />}
        <RunSwitch />
      </section>
    </main>
  );
}

function LessonPlace() {
  const model = useModel();
  return (
    <main className={css['phoneBody']} id="stage">
      <div className={css['strip']} style={{ aspectRatio: `${STRIP.width} / ${STRIP.height}` }}>
        {model !== null && <Stage model={model} view={STRIP} />}
      </div>
      <div className={css['lesson']}>
        <LessonPanel />
      </div>
    </main>
  );
}

const PlaceView = ({ place }: { readonly place: Place }) => {
  switch (place) {
    case 'lesson':
      return <LessonPlace />;
    case 'stage':
      return <StagePlace />;
    case 'code':
      return (
        <main className={css['phoneBody']} id="stage">
          <div className={css['code']}>
            <CodePane phone />
          </div>
        </main>
      );
    case 'terminal':
      return (
        <main className={css['phoneBody']} id="stage" style={{ display: 'grid' }}>
          <Dock />
        </main>
      );
  }
};

/** Four places, one clock. Badges say what happened in the others. */
export function Phone() {
  const t = useMessages();
  const { hide } = useLesson((state) => state.limits);
  const places = PLACES.filter((one) => one === 'stage' || !hide.includes(one === 'terminal' ? 'dock' : one));
  const chosen = useSettings((state) => state.place);
  const place = places.includes(chosen) ? chosen : 'stage';
  const setPlace = useSettings((state) => state.setPlace);
  const go = (one: Place): void => {
    if (one === 'terminal') useSettings.getState().setDockTab('terminal');
    setPlace(one);
  };
  const errors = useModel()?.pythonErrors.length ?? 0;
  return (
    <>
      <PlaceView place={place} />
      <nav className={css['nav']} aria-label={t.places.label}>
        {places.map((one) => (
          <button
            key={one}
            type="button"
            onClick={() => go(one)}
            {...(one === place ? { 'aria-current': 'page' as const } : {})}
          >
            {ICONS[one]}
            {t.places[one]}
            {one === 'code' && errors > 0 && (
              <em className={ui['badge']} data-tone="err">
                {errors}
              </em>
            )}
          </button>
        ))}
      </nav>
    </>
  );
}
