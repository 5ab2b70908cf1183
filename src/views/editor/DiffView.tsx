import { Undo2 } from 'lucide-react';
import { useMemo } from 'react';
import { baseName, useFiles } from '../../store/files.ts';
import { Button } from '../ui/Button.tsx';
import { diffOf, withoutHunk, type DiffRow } from './diff.ts';
import { highlight, languageOf, type Language } from './highlight.ts';
import { useCodeWords } from './words.ts';
import css from './diff.module.css';

/** The open file beside the lesson's own: what was added and removed, each change with a way back. */
export function DiffView({ path }: { readonly path: string }) {
  const words = useCodeWords();
  const start = useFiles((state) => state.start[path] ?? '');
  const text = useFiles((state) => state.text(path));
  const { rows, hunks } = useMemo(() => diffOf(start, text), [start, text]);
  const language = languageOf(path);
  const takeBack = (hunk: number): void => useFiles.getState().edit(path, withoutHunk(start, text, hunk), 'replace');
  const label = words.diffLabel(baseName(path), hunks);
  return (
    <section className={css['diff']} aria-label={label}>
      <p>{label}</p>
      <div className={css['rows']}>
        {rows.map((row, i) =>
          row.kind === 'gap' ? (
            <div key={i} className={css['gap']}>
              {words.unchanged(row.lines)}
            </div>
          ) : (
            <Row
              key={i}
              row={row}
              language={language}
              // A change is taken back at its first line.
              onBack={row.hunk >= 0 && hunkOf(rows[i - 1]) !== row.hunk ? () => takeBack(row.hunk) : null}
            />
          ),
        )}
      </div>
    </section>
  );
}

const hunkOf = (row: DiffRow | undefined): number => (row === undefined || row.kind === 'gap' ? -1 : row.hunk);

interface RowProps {
  readonly row: Exclude<DiffRow, { readonly kind: 'gap' }>;
  readonly language: Language;
  readonly onBack: (() => void) | null;
}

function Row({ row, language, onBack }: RowProps) {
  const words = useCodeWords();
  const sign = row.kind === 'added' ? '+' : row.kind === 'removed' ? '−' : '';
  return (
    <div className={css['row']} data-kind={row.kind}>
      <u>{row.number}</u>
      <b aria-hidden="true">{sign}</b>
      {row.kind !== 'same' && <span className="visually-hidden">{words[row.kind]}: </span>}
      <span>
        {highlight(row.text, language).map((token, i) => (
          <i key={i} data-token={token.kind}>
            {token.text}
          </i>
        ))}
      </span>
      {onBack !== null && (
        <Button small onClick={onBack}>
          <Undo2 size={13} />
          {words.takeBack}
        </Button>
      )}
    </div>
  );
}
