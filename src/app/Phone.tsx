import { BookOpen, ChefHat, Code, SquareTerminal } from 'lucide-react';
import { lazy } from 'react';
import { useLesson } from '../store/lesson.ts';
import { useSettings, type Place } from '../store/settings.ts';
import { CodePane } from '../views/editor/CodePane.tsx';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { useMessages } from '../views/messages.ts';
import { useModel } from '../views/run-hooks.ts';
import type { View } from '../views/stage/StageView.tsx';
import ui from '../views/ui/ui.module.css';
import { Stage } from './stage-parts.tsx';
import { Part } from '../views/ui/Part.tsx';
import css from './phone.module.css';

const PhoneStage = lazy(() => import('./PhoneStage.tsx'));
const FloatStage = lazy(() => import('./FloatStage.tsx'));
const Dock = lazy(async () => ({ default: (await import('./Dock.tsx')).Dock }));

const STRIP: View = { x: 560, y: 290, width: 760, height: 330 };

const ICONS: Readonly<Record<Place, React.ReactNode>> = {
  lesson: <BookOpen size={22} />,
  stage: <ChefHat size={22} />,
  code: <Code size={22} />,
  terminal: <SquareTerminal size={22} />,
};
const PLACES: readonly Place[] = ['lesson', 'stage', 'code', 'terminal'];

function LessonPlace() {
  const model = useModel();
  return (
    <main className={css['body']} id="stage">
      <div className={css['strip']} style={{ aspectRatio: `${STRIP.width} / ${STRIP.height}` }}>
        {model !== null && <Stage model={model} view={STRIP} />}
      </div>
      <div className={`${css['fill']} ${css['lesson']}`}>
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
      return (
        <Part fallback={<main className={css['body']} id="stage" />}>
          <PhoneStage />
        </Part>
      );
    case 'code':
      return (
        <main className={css['body']} id="stage">
          <div className={`${css['fill']} ${css['code']}`}>
            <CodePane phone />
          </div>
          <Part fallback={null}>
            <FloatStage />
          </Part>
        </main>
      );
    case 'terminal':
      return (
        <main className={`${css['body']} ${css['machine']}`} id="stage">
          <Part fallback={null}>
            <Dock />
            <FloatStage />
          </Part>
        </main>
      );
  }
};

/** Four places, one clock. Badges say what happened in the others. */
export default function Phone() {
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
