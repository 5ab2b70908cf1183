import { X } from 'lucide-react';
import { useLayoutEffect, useState } from 'react';
import { TABS } from '../i18n/tabs.ts';
import { baseName, useFiles, type Texts } from '../store/files.ts';
import { isAbout, keepMine, unlike, untouched } from '../store/other-tab.ts';
import { keep } from '../store/settings.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { Button, IconButton } from '../views/ui/Button.tsx';
import { toStage } from './arrival.ts';
import css from './corner.module.css';

const NONE: Texts = {};

/** The files that another tab has written otherwise than they stand here, until one side gives way or is written on. */
function useTold(): readonly [Texts, (told: Texts) => void] {
  const [told, setTold] = useState<Texts>(NONE);
  useLayoutEffect(() => {
    const heard = (event: StorageEvent): void => {
      const files = useFiles.getState();
      if (isAbout(files.lesson, event.key)) setTold(unlike(files, event.newValue));
    };
    window.addEventListener('storage', heard);
    const stop = useFiles.subscribe((now, before) => {
      if (now.lesson !== before.lesson) setTold(NONE);
      else if (now.edited !== before.edited) setTold((old) => untouched(old, before.edited, now.edited));
    });
    return () => {
      window.removeEventListener('storage', heard);
      stop();
    };
  }, []);
  return [told, setTold];
}

/** Two tabs with the same file: each is told, and nothing is taken from either without its word. */
export function OtherTab() {
  const words = TABS[useLocale()];
  const { dismiss } = useMessages().run;
  const [told, setTold] = useTold();
  const [quiet, setQuiet] = useState<readonly string[]>([]);
  const paths = Object.keys(told).filter((path) => !quiet.includes(path));
  if (paths.length === 0) return null;
  const done = (act: () => void) => () => {
    act();
    setTold(NONE);
    toStage();
  };
  return (
    <span className={css['notice']}>
      <span>{words.differs(words.list(paths.map(baseName)))}</span>
      <span className={css['acts']}>
        <Button onClick={done(() => useFiles.getState().replace(told))}>{words.take}</Button>
        <Button onClick={done(() => keepMine(keep, useFiles.getState(), paths))}>{words.mine}</Button>
        <IconButton label={dismiss} onClick={done(() => setQuiet([...quiet, ...paths]))}>
          <X size={16} />
        </IconButton>
      </span>
    </span>
  );
}
