/** Everything that is to be said of a file: what its compiler or checker says, known slips, and what went wrong in the run. */
import { useEffect, useMemo, useState } from 'react';
import type { Slip } from '../../language/index.ts';
import { useFiles } from '../../store/files.ts';
import { projectOf, useLanguage } from '../../store/language.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { useLocale } from '../messages.ts';
import { languageOf } from './highlight.ts';
import type { Problem } from './marks.ts';

const CHECK_AFTER_MS = 120;
const SLIPS_AFTER_MS = 150;
/** What checks files is on its way: ask again, for as long as that may take. */
const AGAIN_MS = 1_500;
const MOST_TRIES = 40;

interface Checked {
  readonly path: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

const fromOf = (path: string): Problem['from'] => {
  const language = languageOf(path);
  return language === 'nginx' ? 'nginx' : language === 'ini' ? 'systemd' : 'python';
};

/** What the real checker of this kind of file says, where it is up already; asking never starts it. */
function useChecked(path: string, text: string): readonly Problem[] {
  const [found, setFound] = useState<Checked | null>(null);
  const wanted = useRun((state) => state.wanted || state.status.phase === 'ready' || state.status.phase === 'running');
  useEffect(() => {
    if (!wanted) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let tries = 0;
    let gone = false;
    const again = (): void => {
      if (!gone && ++tries < MOST_TRIES) timer = setTimeout(ask, AGAIN_MS);
    };
    const ask = (): void => {
      const port = useRun.getState().port();
      if (port === null) {
        again();
        return;
      }
      port.checkAll(path, text).then((all) => {
        if (gone) return;
        const problems = all.map((one): Problem => ({ ...one, severity: 'error', from: fromOf(path), slip: null }));
        setFound({ path, text, problems });
      }, again);
    };
    timer = setTimeout(ask, CHECK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [wanted, path, text]);
  return useMemo(() => (found?.path === path && found.text === text ? found.problems : []), [found, path, text]);
}

const NO_SLIPS: readonly Slip[] = [];

/** Slips that people are known to make; nothing before somebody has turned to the editor. */
function useSlips(path: string, text: string): readonly Slip[] {
  const desk = useLanguage((state) => state.desk);
  const scenarios = useLesson((state) => state.scenarios);
  const [found, setFound] = useState<{
    readonly path: string;
    readonly text: string;
    readonly slips: readonly Slip[];
  }>();
  useEffect(() => {
    if (desk === null) return undefined;
    const timer = setTimeout(() => {
      const project = projectOf({ scenarios }, useFiles.getState());
      setFound({ path, text, slips: desk.slipsOf({ ...project, files: { ...project.files, [path]: text } }, path) });
    }, SLIPS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [desk, scenarios, path, text]);
  return found?.path === path && found.text === text ? found.slips : NO_SLIPS;
}

export interface Remarks {
  readonly problems: readonly Problem[];
  readonly slips: readonly Slip[];
}

/** All remarks on a file, in the order of its lines; `happened` is what went wrong in the run that was made of it. */
export function useRemarks(happened: readonly Problem[], path: string, text: string): Remarks {
  const locale = useLocale();
  const checked = useChecked(path, text);
  const slips = useSlips(path, text);
  return useMemo(() => {
    const told = slips.map((slip): Problem => ({
      path,
      line: slip.line,
      column: slip.column,
      endColumn: slip.endColumn,
      message: locale === 'zh-TW' ? slip.message.zh : slip.message.en,
      severity: slip.severity,
      from: 'checker',
      slip,
    }));
    const run = checked.length > 0 ? [] : happened;
    const weight = { error: 0, warning: 1, info: 2 } as const;
    const problems = [...checked, ...told, ...run].sort(
      (a, b) => weight[a.severity] - weight[b.severity] || a.line - b.line,
    );
    return { problems, slips };
  }, [checked, slips, happened, locale, path]);
}
