import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { baseName, useFiles, type EditKind } from '../../store/files.ts';
import { useLanguage } from '../../store/language.ts';
import { isAsking, isLocked, useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { useSelection } from '../../store/selection.ts';
import { useLocale, useMessages } from '../messages.ts';
import { useCalmInstant } from '../run-hooks.ts';
import { fileMatches } from '../source.ts';
import { told } from './explanation.ts';
import { languageOf } from './highlight.ts';
import { configMarks, lineHeat, lineMarks, problemsOf, type LineHeat, type LineMark, type Problem } from './marks.ts';
import { MonacoHost } from './MonacoHost.tsx';
import type { LanguageServices } from './monaco-language.ts';
import { PlainEditor } from './PlainEditor.tsx';
import { RemarkList } from './RemarkList.tsx';
import { useRemarks } from './remarks.ts';
import { factsOfRun, heatOfLine } from './run-facts.ts';
import { useCodeWords } from './words.ts';
import css from './editor.module.css';

const NO_MARKS: readonly LineMark[] = [];
const NO_PROBLEMS: readonly Problem[] = [];
const NO_HEAT: readonly LineHeat[] = [];

/** The open file, with what the run has to say of its lines. */
export function EditorArea({
  path,
  model,
  phone,
}: {
  readonly path: string;
  readonly model: RunModel | null;
  readonly phone: boolean;
}) {
  return model === null ? (
    <Editor path={path} model={null} now={0} marks={NO_MARKS} happened={NO_PROBLEMS} heat={NO_HEAT} phone={phone} />
  ) : (
    <RunningEditor path={path} model={model} phone={phone} />
  );
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
  // While a question is open nothing gives away what the lines will cost.
  const asking = useLesson(isAsking);
  const req = useSelection((state) => state.req);
  const confs = useFiles((state) => state.order.filter((one) => languageOf(one) === 'nginx').length);
  const marks = useSteady(
    languageOf(path) === 'nginx' && confs === 1 ? configMarks(model, req, now) : lineMarks(model, now, path),
  );
  const happened = useSteady(problemsOf(model, now, path));
  const heat = useSteady(asking ? NO_HEAT : lineHeat(model, now, path));
  return <Editor path={path} model={model} now={now} marks={marks} happened={happened} heat={heat} phone={phone} />;
}

interface EditorProps {
  readonly path: string;
  readonly model: RunModel | null;
  readonly now: number;
  readonly marks: readonly LineMark[];
  /** What went wrong in the run, up to the playhead. */
  readonly happened: readonly Problem[];
  readonly heat: readonly LineHeat[];
  readonly phone: boolean;
}

/** What the full editor asks the page; its answers come from the run as it is when they are asked for. */
function useServices(path: string, model: RunModel | null, now: number, slips: LanguageServices['slips']) {
  const t = useMessages();
  const words = useCodeWords();
  const locale = useLocale();
  const desk = useLanguage((state) => state.desk);
  const run = useRef({ model, now });
  useLayoutEffect(() => {
    run.current = { model, now };
  });
  return useMemo(
    (): LanguageServices => ({
      desk,
      locale,
      words,
      slips,
      note: (line, name) => {
        const { model: current, now: at } = run.current;
        if (current === null || isAsking(useLesson.getState())) return [];
        const facts = name === null ? [] : factsOfRun(current, name, words, t);
        const heat = heatOfLine(current, at, path, line, words, t);
        return [...facts.map((fact) => `**${words.run.title}:** ${fact}`), ...(heat === null ? [] : [heat])];
      },
    }),
    [desk, locale, words, slips, path, t],
  );
}

function Editor({ path, model, now, marks, happened, heat, phone }: EditorProps) {
  const t = useMessages();
  const edited = useFiles((state) => state.edited);
  const text = useFiles((state) => state.text(path));
  const readOnly = useLesson((state) => isLocked(state, path));
  const wish = useSelection((state) => state.reveal);
  const { problems, slips } = useRemarks(happened, path, text);
  const services = useServices(path, model, now, slips);
  const [full, setFull] = useState<'no' | 'loading' | 'ready' | 'failed'>('no');
  const [caret, setCaret] = useState<{ readonly line: number; readonly column: number } | null>(null);
  const onChange = useCallback(
    (changed: string, value: string, kind: EditKind) => useFiles.getState().edit(changed, value, kind),
    [],
  );
  const reveal = useMemo(
    () => (wish !== null && fileMatches(path, wish.file) ? { line: wish.line, nonce: wish.nonce } : null),
    [wish, path],
  );
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
            heat={heat}
            reveal={reveal?.line ?? null}
            onChange={(value) => onChange(path, value, 'typing')}
            onFocus={() => {
              useRun.getState().warm();
              useLanguage.getState().want();
              if (!phone && full === 'no') setFull('loading');
            }}
            onCaret={(line, column) => setCaret({ line, column })}
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
            heat={heat}
            services={services}
            reveal={reveal}
            onChange={onChange}
            onReady={() => setFull('ready')}
            onFail={() => setFull('failed')}
          />
        )}
      </div>
      {full !== 'ready' && caret !== null && <CaretNote path={path} text={text} {...caret} />}
      <RemarkList problems={problems} />
    </>
  );
}

/** In the light editor nothing hovers: what the word at the cursor means stands below. */
function CaretNote({
  path,
  text,
  line,
  column,
}: {
  readonly path: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}) {
  const words = useCodeWords();
  const locale = useLocale();
  const desk = useLanguage((state) => state.desk);
  const found = useMemo(() => desk?.explain(path, text, line, column) ?? null, [desk, path, text, line, column]);
  if (found === null) return null;
  const about = told(found, locale, words);
  return (
    <p className={css['caret']} role="note">
      <code>{about.name}</code> {about.text}{' '}
      {about.facts.map(({ label, value }) => (
        <small key={label}>
          {label} <code>{value}</code>{' '}
        </small>
      ))}
    </p>
  );
}
