import { RotateCcw, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { baseName, useFiles } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant, useModel } from '../run-hooks.ts';
import { fileMatches } from '../source.ts';
import { Button } from '../ui/Button.tsx';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import ui from '../ui/ui.module.css';
import { Knobs } from './Knobs.tsx';
import { lineMarks, problemsOf, type LineMark, type Problem } from './marks.ts';
import { MonacoHost } from './MonacoHost.tsx';
import { PlainEditor } from './PlainEditor.tsx';
import css from './editor.module.css';

const NO_MARKS: readonly LineMark[] = [];
const NO_PROBLEMS: readonly Problem[] = [];
const CHECK_AFTER_MS = 120;

/** Compiles the open file while it is typed, where something that can is up already; it never starts anything. */
function useCompileCheck(path: string, text: string): readonly Problem[] {
  const [found, setFound] = useState<{
    readonly path: string;
    readonly text: string;
    readonly problems: readonly Problem[];
  } | null>(null);
  const up = useRun((state) => state.status.phase === 'ready' || state.status.phase === 'running');
  useEffect(() => {
    const port = useRun.getState().port();
    if (!up || port === null) return undefined;
    const timer = setTimeout(() => {
      port.check(path, text).then(
        (problem) => setFound({ path, text, problems: problem === null ? [] : [{ ...problem, path }] }),
        () => setFound(null),
      );
    }, CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [up, path, text]);
  return useMemo(() => (found?.path === path && found.text === text ? found.problems : []), [found, path, text]);
}

/** What is wrong with this text: what the compiler says of it, else what happened in the run that was made of it. */
function useProblems(happened: readonly Problem[], path: string, text: string): readonly Problem[] {
  const compiled = useCompileCheck(path, text);
  return compiled.length > 0 ? compiled : happened;
}

/** A mark with a name for those who do not see it. */
const Dot = ({ className, text }: { readonly className: string | undefined; readonly text: string }) => (
  <span className={className}>
    <span className="visually-hidden">{text}</span>
  </span>
);

export function CodePane({ phone = false }: { readonly phone?: boolean }) {
  const t = useMessages();
  const model = useModel();
  const { order, edited, open, lasting, past } = useFiles();
  const { select, undo, reset, resetAll } = useFiles.getState();
  const tabs = order.map((path) => ({
    value: path,
    label: (
      <>
        {baseName(path)}
        {path in edited && <Dot className={ui['dot']} text={t.code.edited} />}
        {model?.pythonErrors.some((error) => fileMatches(path, error.file)) && (
          <Dot className={css['err']} text={t.legend.err} />
        )}
      </>
    ),
  }));
  if (open === null) return <div className={css['pane']} />;
  return (
    <section className={css['pane']} aria-label={t.code.label}>
      <Tabs id="code" label={t.code.label} value={open} tabs={tabs} onChange={select} />
      <TabPanel id="code" value={open} className={css['body']}>
        {model === null ? (
          <Editor path={open} marks={NO_MARKS} happened={NO_PROBLEMS} phone={phone} />
        ) : (
          <RunningEditor path={open} model={model} phone={phone} />
        )}
      </TabPanel>
      <Knobs />
      <div className={css['foot']}>
        {past.length > 0 && (
          <Button small onClick={undo}>
            <Undo2 size={14} />
            {t.undo}
          </Button>
        )}
        {open in edited && (
          <Button small onClick={() => reset(open)}>
            <RotateCcw size={14} />
            {t.code.reset}
          </Button>
        )}
        {Object.keys(edited).length > 0 && (
          <Button small onClick={resetAll}>
            {t.code.resetAll}
          </Button>
        )}
        <span className={css['space']} />
        <span>{lasting ? (phone ? '' : t.code.leave) : t.code.notSaved}</span>
      </div>
    </section>
  );
}

interface EditorProps {
  readonly path: string;
  readonly marks: readonly LineMark[];
  /** What went wrong in the run, up to the playhead. */
  readonly happened: readonly Problem[];
  readonly phone: boolean;
}

/** Keeps the identity of a list while its contents are the same, so that the editor is only touched when somebody moves on. */
function useSteady<T>(list: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(list);
  const key = JSON.stringify(list);
  if (key !== JSON.stringify(kept)) {
    setKept(list);
    return list;
  }
  return kept;
}

function RunningEditor({
  path,
  model,
  phone,
}: {
  readonly path: string;
  readonly model: RunModel;
  readonly phone: boolean;
}) {
  const now = useCalmInstant(model);
  const marks = useSteady(lineMarks(model, now, path));
  const happened = useSteady(problemsOf(model, now, path));
  return <Editor path={path} marks={marks} happened={happened} phone={phone} />;
}

function Editor({ path, marks, happened, phone }: EditorProps) {
  const t = useMessages();
  const edited = useFiles((state) => state.edited);
  const text = useFiles((state) => state.text(path));
  const readOnly = useLesson(
    (state) => state.pack?.lesson.files.some((file) => file.path === path && file.readOnly === true) ?? false,
  );
  const wish = useSelection((state) => state.reveal);
  const problems = useProblems(happened, path, text);
  const [full, setFull] = useState<'no' | 'loading' | 'ready' | 'failed'>('no');
  const onChange = useCallback(
    (changed: string, value: string) => useFiles.getState().edit(changed, value, 'typing'),
    [],
  );
  const reveal = useMemo(
    () => (wish !== null && fileMatches(path, wish.file) ? { line: wish.line, nonce: wish.nonce } : null),
    [wish, path],
  );
  const first = problems[0];
  const label = t.code.file(baseName(path));
  return (
    <>
      <div className={css['body']} data-edited={path in edited}>
        {full !== 'ready' && (
          <PlainEditor
            path={path}
            text={text}
            label={label}
            readOnly={readOnly}
            marks={marks}
            problems={problems}
            reveal={reveal?.line ?? null}
            onChange={(value) => onChange(path, value)}
            onFocus={() => {
              useRun.getState().warm();
              if (!phone && full === 'no') setFull('loading');
            }}
          />
        )}
        {(full === 'loading' || full === 'ready') && (
          <MonacoHost
            path={path}
            text={text}
            label={label}
            readOnly={readOnly}
            marks={marks}
            problems={problems}
            reveal={reveal}
            onChange={onChange}
            onReady={() => setFull('ready')}
            onFail={() => setFull('failed')}
          />
        )}
      </div>
      {first && <ProblemNote problem={first} />}
    </>
  );
}

/** The learner's error, in place: what, where, and a way to it. */
function ProblemNote({ problem }: { readonly problem: Problem }) {
  const t = useMessages();
  const go = (): void => {
    useFiles.getState().select(problem.path);
    useSelection.getState().showLine(problem.path, problem.line);
    useSettings.getState().setPlace('code');
  };
  return (
    <output className={css['problem']}>
      <code>{problem.message}</code> · {t.code.errorAt(baseName(problem.path), problem.line)}{' '}
      <button type="button" onClick={go}>
        {t.code.showError}
      </button>
    </output>
  );
}
