import { X } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { KEY_WORDS } from '../i18n/keys.ts';
import type { RunModel } from '../projections/model.ts';
import { stepTextOf, useLesson } from '../store/lesson.ts';
import { useRun } from '../store/run.ts';
import { useShell } from '../store/shell.ts';
import { Clock, PlayButton } from '../views/controls/PlayBar.tsx';
import { useCounts } from '../views/counts.ts';
import { LightCode } from '../views/editor/LightCode.tsx';
import { Parts } from '../views/lesson/LessonPanel.tsx';
import { useTall } from '../views/media.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { useModel } from '../views/run-hooks.ts';
import { Legend } from '../views/timeline/Legend.tsx';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { IconButton } from '../views/ui/Button.tsx';
import { Mark } from '../views/ui/Mark.tsx';
import { Pair } from './Compare.tsx';
import { RunningLines } from './NowCard.tsx';
import { Caption, NoRun, Stage } from './stage-parts.tsx';
import css from './Present.module.css';

/**
 * As large as the screen allows, for as long as one presents. The browser's own Escape leaves its full screen first and
 * tells only afterwards: that leaves the presentation, too. Where full screen is denied the page alone is enough.
 */
function useFullScreen(): void {
  useLayoutEffect(() => {
    let entered = false;
    const follow = (): void => {
      if (document.fullscreenElement !== null) entered = true;
      else if (entered) useShell.getState().present(false);
    };
    document.addEventListener('fullscreenchange', follow);
    document.documentElement.requestFullscreen?.().catch(() => undefined);
    return () => {
      document.removeEventListener('fullscreenchange', follow);
      if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined);
    };
  }, []);
}

/** The page for a room: stage, lanes, the step's words and the lines that run, in large type. */
export default function Present() {
  const words = KEY_WORDS[useLocale()].present;
  const model = useModel();
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  const black = useShell((state) => state.black);
  const tall = useTall();
  const main = useRef<HTMLElement>(null);
  useFullScreen();
  // At first, and when the screen is no longer black.
  useLayoutEffect(() => {
    if (!black) main.current?.focus();
  }, [black]);
  return (
    <main ref={main} className={css['present']} aria-label={words.label} tabIndex={-1} id="stage">
      <div className={css['picture']} data-two={beside !== null}>
        {beside !== null ? (
          <Pair names={[shown, beside]} facts={(one) => <Facts model={one} />} />
        ) : (
          <>
            <div className={css['stage']}>{model === null ? <NoRun /> : <Stage model={model} />}</div>
            <div className={css['caption']}>
              <Caption />
            </div>
            {model !== null && (
              <div className={css['lanes']}>
                <Timeline model={model} />
              </div>
            )}
            {model !== null && tall && (
              <div className={css['under']}>
                <Facts model={model} />
                <Legend />
              </div>
            )}
          </>
        )}
      </div>
      <Side model={model} brief={tall || beside !== null} keyed={!tall || beside !== null} />
      {black && (
        <button
          type="button"
          className={css['black']}
          aria-label={words.black}
          onClick={() => useShell.getState().toggleBlack()}
        />
      )}
    </main>
  );
}

/** How the guests fare, and what runs for them. */
const Facts = ({ model }: { readonly model: RunModel }) => (
  <>
    <Counts model={model} />
    <RunningLines model={model} />
  </>
);

interface SideProps {
  readonly model: RunModel | null;
  /** What happens now is told beside the lanes. */
  readonly brief: boolean;
  /** The textures are explained here. */
  readonly keyed: boolean;
}

function Side({ model, brief, keyed }: SideProps) {
  const words = KEY_WORDS[useLocale()].present;
  const text = useLesson((state) => state.text);
  const index = useLesson((state) => state.stepIndex);
  const step = useLesson(stepTextOf);
  const wholeFile = useShell((state) => state.wholeFile);
  return (
    <aside className={css['side']} data-brief={brief} aria-label={text?.title}>
      <header>
        <Mark size={26} />
        <h1>{text?.title}</h1>
        <span>{words.step(index + 1, text?.steps.length ?? 1)}</span>
        <IconButton label={words.leave} onClick={() => useShell.getState().present(false)}>
          <X size={18} />
        </IconButton>
      </header>
      {wholeFile && model !== null ? (
        <LightCode id="present-code" model={model} readOnly className={css['file']} bodyClassName={css['fileBody']} />
      ) : (
        step !== null && (
          <div key={step.id} className={css['words']}>
            <h2>{step.title}</h2>
            <Parts step={step} />
          </div>
        )
      )}
      {model !== null && !brief && <Counts model={model} />}
      {model !== null && !brief && !wholeFile && <RunningLines model={model} />}
      {keyed && <Legend />}
      <div className={css['play']}>
        <PlayButton large />
        <Clock />
      </div>
      <KeyLine />
    </aside>
  );
}

function Counts({ model }: { readonly model: RunModel }) {
  const t = useMessages().embed;
  const { served, line, stormed } = useCounts(model);
  return (
    <dl className={css['counts']}>
      {[
        { name: t.served, n: served, bad: false },
        { name: t.inLine, n: line, bad: false },
        { name: t.stormed, n: stormed, bad: stormed > 0 },
      ].map(({ name, n, bad }) => (
        <div key={name} data-bad={bad}>
          <dt>{name}</dt>
          <dd>{n}</dd>
        </div>
      ))}
    </dl>
  );
}

const CAPS = [
  { caps: ['←', '→'], does: 'event' },
  { caps: ['PgUp', 'PgDn'], does: 'step' },
  { caps: ['B'], does: 'black' },
  { caps: ['E'], does: 'file' },
  { caps: ['D'], does: 'skin' },
  { caps: ['Esc'], does: 'leave' },
] as const;

function KeyLine() {
  const words = KEY_WORDS[useLocale()].present;
  return (
    <p className={css['keys']}>
      {CAPS.map(({ caps, does }) => (
        <span key={does}>
          {caps.map((cap) => (
            <kbd key={cap}>{cap}</kbd>
          ))}
          {words.short[does]}
        </span>
      ))}
      <button type="button" onClick={() => useShell.getState().showSheet(true)}>
        <kbd>?</kbd>
        {words.keys}
      </button>
    </p>
  );
}
