import { memo, useEffect, useMemo, useRef } from 'react';
import { cx } from '../ui/cx.ts';
import { highlight, languageOf, type Language } from './highlight.ts';
import { tagOf, type LineHeat, type LineMark, type Problem } from './marks.ts';
import css from './editor.module.css';

interface PlainEditorProps {
  readonly path: string;
  readonly text: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly marks: readonly LineMark[];
  readonly problems: readonly Problem[];
  readonly heat: readonly LineHeat[];
  readonly reveal: number | null;
  readonly onChange: (text: string) => void;
  readonly onFocus?: (() => void) | undefined;
  /** Where the cursor is, line and column from 1. */
  readonly onCaret?: (line: number, column: number) => void;
}

/** A textarea over a coloured copy of its text: light, works with every phone's keyboard, and needs nothing loaded. */
export function PlainEditor({
  path,
  text,
  label,
  readOnly,
  marks,
  problems,
  heat,
  reveal,
  onChange,
  onFocus,
  onCaret,
}: PlainEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const language = languageOf(path);
  const lines = useMemo(() => text.split('\n'), [text]);
  useEffect(() => {
    if (reveal !== null) box.current?.querySelectorAll('[data-line]')[reveal - 1]?.scrollIntoView({ block: 'center' });
  }, [reveal, path]);
  return (
    <div className={css['plain']} ref={box}>
      <div className={css['sheet']}>
        <div className={css['lines']} aria-hidden="true">
          {lines.map((line, i) => {
            const mark = marks.find((one) => one.line === i + 1);
            const remark = problems.find((one) => one.line === i + 1);
            const bad = remark?.severity === 'error' && remark.from !== 'checker';
            const warm = heat.find((one) => one.line === i + 1);
            return (
              <Line
                key={i}
                number={i + 1}
                text={line}
                language={language}
                state={bad ? 'err' : mark?.state}
                remark={bad ? undefined : remark?.severity}
                run={warm?.run ?? 0}
                wait={warm?.wait ?? 0}
                who={mark === undefined || mark.who.length === 0 ? undefined : tagOf(mark.who)}
              />
            );
          })}
        </div>
        <textarea
          className={css['input']}
          value={text}
          aria-label={label}
          readOnly={readOnly}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          rows={lines.length}
          onChange={(event) => onChange(event.target.value)}
          onFocus={onFocus}
          onCompositionStart={(event) => (event.currentTarget.dataset['composing'] = '')}
          onCompositionEnd={(event) => delete event.currentTarget.dataset['composing']}
          onSelect={(event) => {
            const before = event.currentTarget.value.slice(0, event.currentTarget.selectionStart).split('\n');
            onCaret?.(before.length, (before.at(-1) ?? '').length + 1);
          }}
        />
      </div>
    </div>
  );
}

interface LineProps {
  readonly number: number;
  readonly text: string;
  readonly language: Language;
  readonly state: 'run' | 'io' | 'send' | 'err' | undefined;
  readonly remark: Problem['severity'] | undefined;
  readonly run: number;
  readonly wait: number;
  readonly who: string | undefined;
}
const Line = memo(function Line({ number, text, language, state, remark, run, wait, who }: LineProps) {
  return (
    <div className={cx(css['line'], state && css[`mark-${state}`])} data-line={number} data-remark={remark}>
      <u>{number}</u>
      <s className={run + wait > 0 ? cx(css['heat'], css[`run-${run}`], css[`wait-${wait}`]) : undefined} />
      <span>
        {highlight(text, language).map((token, i) => (
          <i key={i} data-token={token.kind}>
            {token.text}
          </i>
        ))}
      </span>
      {who !== undefined && <b className={css['who']}>{who}</b>}
    </div>
  );
});
