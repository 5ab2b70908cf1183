import { Keyboard, Monitor, Moon, PanelBottom, PanelLeft, PanelRight, Share2, Sun } from 'lucide-react';
import { entryOf, useLesson } from '../../store/lesson.ts';
import { PANELS, type Panel } from '../../store/limits.ts';
import { useRun } from '../../store/run.ts';
import { useSettings } from '../../store/settings.ts';
import { useShell } from '../../store/shell.ts';
import { useLayout } from '../media.ts';
import { useLocale, useMessages } from '../messages.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import css from './shell.module.css';

export function TopBar({ onShare }: { readonly onShare: (() => void) | null }) {
  const t = useMessages();
  const { locale, theme, setLocale, setTheme } = useSettings();
  return (
    <header className={css['top']}>
      <a className={css['brand']} href="#/" aria-label={`${t.brand}: ${t.menu}`}>
        <Mark size={30} />
        <span>{t.brand}</span>
      </a>
      <Crumb />
      <div className={css['tools']}>
        {onShare && <PanelSwitches />}
        <Segmented
          label={t.language.label}
          value={locale}
          onChange={setLocale}
          choices={[
            { value: 'zh-TW', label: t.language.zh, lang: 'zh-TW' },
            { value: 'en', label: t.language.en, lang: 'en' },
          ]}
        />
        <IconButton
          label={theme === 'dark' ? t.theme.toLight : t.theme.toDark}
          onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
        >
          {theme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
        </IconButton>
        <IconButton className={css['desk']} label={t.keys} onClick={() => useShell.getState().showSheet(true)}>
          <Keyboard size={18} />
        </IconButton>
        {onShare && (
          <>
            <Button onClick={onShare} aria-label={t.share}>
              <Share2 size={17} />
              <span className={css['shareText']}>{t.share}</span>
            </Button>
            <Button
              className={css['desk']}
              aria-label={t.present}
              data-presents
              onClick={() => useShell.getState().present(true)}
            >
              <Monitor size={17} />
              <span className={css['shareText']}>{t.present}</span>
            </Button>
          </>
        )}
      </div>
    </header>
  );
}

const PANEL_ICONS: Readonly<Record<Panel, React.ReactNode>> = {
  lesson: <PanelLeft size={18} />,
  dock: <PanelBottom size={18} />,
  code: <PanelRight size={18} />,
};

/** What lies around the stage, folded away and brought back. */
function PanelSwitches() {
  const t = useMessages();
  const { folded } = useSettings((state) => state.panels);
  const { hide } = useLesson((state) => state.limits);
  const wide = useLayout() === 'wide';
  const comparing = useRun((state) => state.beside !== null);
  // Two stages take the place of code and lists.
  const shown = PANELS.filter((panel) => !hide.includes(panel) && (panel === 'lesson' || !comparing));
  if (!wide || shown.length === 0) return null;
  return (
    <fieldset className={css['panels']}>
      <legend className="visually-hidden">{t.panels.group}</legend>
      {shown.map((panel) => (
        <IconButton
          key={panel}
          label={t.panels[panel]}
          pressed={!folded.includes(panel)}
          onClick={() => useSettings.getState().fold(panel)}
        >
          {PANEL_ICONS[panel]}
        </IconButton>
      ))}
    </fieldset>
  );
}

/** Which lesson, and where in it: the dots are the steps. */
function Crumb() {
  const t = useMessages();
  const locale = useLocale();
  const entry = useLesson(entryOf);
  const text = useLesson((state) => state.text);
  const index = useLesson((state) => state.stepIndex);
  const done = useLesson((state) => (state.id === null ? undefined : state.progress[state.id]));
  const lessons = useLesson((state) => state.course?.lessons.length ?? 0);
  if (entry === null)
    return (
      <div className={css['crumb']} data-menu>
        {lessons > 0 && <span className={css['title']}>{t.menuBoard.count(lessons)}</span>}
      </div>
    );
  return (
    <div className={css['crumb']}>
      <h1 className={css['title']}>
        {entry.own?.kind !== 'house' && <small>{entry.own === undefined ? entry.order : t.lesson.guest.short}</small>}{' '}
        {text?.title ?? entry.title[locale]}
      </h1>
      {text && (
        <>
          <ol className={css['dots']}>
            {text.steps.map((step, i) => (
              <li key={step.id}>
                <button
                  type="button"
                  aria-label={t.stepGo(i + 1, step.title)}
                  title={step.title}
                  data-done={done?.includes(step.id) === true}
                  {...(i === index ? { 'aria-current': 'step' as const } : {})}
                  onClick={() => useLesson.getState().goStep(i)}
                />
              </li>
            ))}
          </ol>
          <span className={css['stepText']}>{t.step(index + 1, text.steps.length)}</span>
        </>
      )}
    </div>
  );
}
