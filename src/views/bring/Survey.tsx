import { GRAVE, type Finding, type Kitchen } from '../../classroom/bring/index.ts';
import { useBringWords } from './words.ts';
import css from './bring.module.css';

interface SurveyProps {
  readonly kitchen: Kitchen;
  readonly findings: readonly Finding[];
}

/** Where everything was put, how it is started, and what will not be as it is at home. */
export function Survey({ kitchen, findings }: SurveyProps) {
  const t = useBringWords();
  const { start } = kitchen;
  const grave = findings.filter((finding) => GRAVE.has(finding.kind));
  const light = findings.filter((finding) => !GRAVE.has(finding.kind));
  return (
    <>
      <section aria-labelledby="bring-start">
        <h2 id="bring-start">{t.placed}</h2>
        <dl className={css['facts']}>
          {start !== null && (
            <>
              <dt>{t.started}</dt>
              <dd>
                <code>{start.argv.join(' ')}</code> <small>{t.from[start.from](start.path)}</small>
              </dd>
              <dt>{t.customers}</dt>
              <dd>
                <code>{kitchen.address}</code>
              </dd>
            </>
          )}
        </dl>
        <details open={Object.keys(kitchen.files).length <= 12}>
          <summary>{t.here(Object.keys(kitchen.files).length)}</summary>
          <ul className={css['paths']}>
            {Object.keys(kitchen.files).map((path) => (
              <li key={path}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </details>
      </section>
      <section aria-labelledby="bring-findings">
        <h2 id="bring-findings">{t.findings}</h2>
        {findings.length === 0 && <p>{t.noFindings}</p>}
        <List title={t.grave} findings={grave} />
        <List title={t.light} findings={light} />
      </section>
    </>
  );
}

function List({ title, findings }: { readonly title: string; readonly findings: readonly Finding[] }) {
  const t = useBringWords();
  if (findings.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className={css['findings']}>
        {findings.map((finding, i) => (
          <li key={i} data-grave={GRAVE.has(finding.kind)}>
            <span className={css['where']}>
              <code>{finding.path}</code>
              {finding.line > 0 && ` · ${t.line(finding.line)}`}
            </span>
            <b>{t.finding[finding.kind].says(finding.word)}</b>
            <span>{t.finding[finding.kind].way}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
