import { useId, useState } from 'react';
import { withScenario, type Draft, type Problem } from '../../classroom/own/index.ts';
import { useDraft } from './draft.ts';
import { Problems } from './fields.tsx';
import { readObject } from './json.ts';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

interface RunFormProps {
  readonly draft: Draft;
  readonly problems: readonly Problem[];
}

/** Servers, customers, seed: each run as the data that starts it. What is wrong is said with its place. */
export function RunForm({ draft, problems }: RunFormProps) {
  const t = useBuildWords().runs;
  const wrong = { problems, step: null, languages: draft.languages.slice(0, 1) };
  return (
    <section aria-labelledby="build-runs">
      <h2 id="build-runs">{t.title}</h2>
      <p>{t.text}</p>
      {draft.base.runs.map((run) => (
        // A draft that begins anew brings new texts into the boxes.
        <OneRun key={`${run.id} ${draft.base.files[0]?.path ?? ''}`} draft={draft} id={run.id} />
      ))}
      <Problems {...wrong} field="runs" />
      <Problems {...wrong} field="knobs" />
    </section>
  );
}

function OneRun({ draft, id }: { readonly draft: Draft; readonly id: string }) {
  const t = useBuildWords().runs;
  const { change } = useDraft();
  const place = useId();
  const scenario = draft.base.runs.find((run) => run.id === id)?.scenario ?? {};
  const kept = JSON.stringify(scenario, null, 2);
  /** What is being typed, while it is no data yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? null : readObject(typed);
  const write = (text: string): void => {
    const next = readObject(text);
    setTyped(next.ok && JSON.stringify(next.value, null, 2) === text ? null : text);
    if (next.ok) change(withScenario(draft, id, next.value));
  };
  return (
    <div className={css['part']}>
      <label className={css['field']}>
        <span>{t.run(id)}</span>
        <textarea
          className={css['code']}
          rows={14}
          spellCheck={false}
          autoCapitalize="off"
          value={typed ?? kept}
          aria-describedby={read?.ok === false ? place : undefined}
          onChange={(event) => write(event.target.value)}
        />
      </label>
      {read?.ok === false && (
        <p id={place} role="alert" className={css['problems']}>
          {t.noData(read.error.line, read.error.column)}
        </p>
      )}
    </div>
  );
}
