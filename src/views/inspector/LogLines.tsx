import type { RunModel } from '../../projections/model.ts';
import type { NamedLine } from '../logs/lines.ts';
import { Instant, useInspectorWords } from './parts.tsx';
import css from './inspector.module.css';

/** Log lines, each with the way to its instant. */
export function LogLines({ model, lines }: { readonly model: RunModel; readonly lines: readonly NamedLine[] }) {
  const words = useInspectorWords();
  if (lines.length === 0) return <p className={css['quiet']}>{words.noLogs}</p>;
  return (
    <ul className={css['log']}>
      {lines.map((line, i) => (
        <li key={i}>
          <Instant at={line.at} model={model} />
          <b>{line.who}</b>
          <span data-bad={line.bad}>{line.text.trimEnd()}</span>
        </li>
      ))}
    </ul>
  );
}
