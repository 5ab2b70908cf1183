import { Info, OctagonX, TriangleAlert, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useFiles } from '../../store/files.ts';
import { useLanguage } from '../../store/language.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import type { Problem } from './marks.ts';
import { useCodeWords } from './words.ts';
import css from './remarks.module.css';

const FEW = 2;

const Sign = ({ severity }: { readonly severity: Problem['severity'] }) => {
  const words = useCodeWords();
  const label = words.severity[severity];
  switch (severity) {
    case 'error':
      return <OctagonX size={15} aria-label={label} />;
    case 'warning':
      return <TriangleAlert size={15} aria-label={label} />;
    case 'info':
      return <Info size={15} aria-label={label} />;
  }
};

/** What is to be said of the open file, the gravest first: where, by whom, and the repair where one is sure. */
export function RemarkList({ problems }: { readonly problems: readonly Problem[] }) {
  const words = useCodeWords();
  const [all, setAll] = useState(false);
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, FEW);
  return (
    <section className={css['remarks']} aria-label={words.problemsLabel} aria-live="polite">
      <ul>
        {shown.map((problem, i) => (
          <Remark key={`${problem.line}:${problem.column}:${i}`} problem={problem} />
        ))}
      </ul>
      {problems.length > FEW && (
        <button type="button" className={css['more']} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.fewer : words.more(problems.length - FEW)}
        </button>
      )}
    </section>
  );
}

function Remark({ problem }: { readonly problem: Problem }) {
  const words = useCodeWords();
  const locale = useLocale();
  const { path, line, message, severity, from, slip } = problem;
  const go = (): void => {
    useFiles.getState().select(path);
    useSelection.getState().showLine(path, line);
    useSettings.getState().setPlace('code');
  };
  const fix = slip?.fix ?? null;
  const repair = (): void => {
    const { desk } = useLanguage.getState();
    const files = useFiles.getState();
    if (desk !== null && fix !== null) files.edit(path, desk.applyEdits(files.text(path), fix.edits), 'step');
  };
  return (
    <li data-severity={severity}>
      <Sign severity={severity} />
      <div>
        <p>{from === 'checker' ? message : <code>{message}</code>}</p>
        <span className={css['from']}>
          <button type="button" className={css['go']} onClick={go}>
            {words.goLine(line)}
          </button>{' '}
          · {words.from[from]}
        </span>
        {fix !== null && (
          <Button small onClick={repair}>
            <Wrench size={13} />
            {locale === 'zh-TW' ? fix.title.zh : fix.title.en}
          </Button>
        )}
      </div>
    </li>
  );
}
