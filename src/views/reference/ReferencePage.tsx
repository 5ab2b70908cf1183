import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { REFERENCE_WORDS } from '../../i18n/reference.ts';
import type { ReferenceKind } from '../../language/index.ts';
import { useLanguage } from '../../store/language.ts';
import { useLocale } from '../messages.ts';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import ui from '../ui/ui.module.css';
import { Entries } from './Entries.tsx';
import { Modelled } from './Modelled.tsx';
import { Terms } from './Terms.tsx';
import css from './reference.module.css';

type Tab = 'terms' | 'truth' | ReferenceKind;
const KINDS: readonly ReferenceKind[] = ['nginx', 'variable', 'gunicorn', 'unit', 'python'];

/** Glossary and reference: one search over the words of the course and the tables of the models. */
export default function ReferencePage() {
  const locale = useLocale();
  const t = REFERENCE_WORDS[locale];
  const [tab, setTab] = useState<Tab>('terms');
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const desk = useLanguage((state) => state.desk);
  useEffect(() => useLanguage.getState().want(), []);
  const all = useMemo(() => desk?.reference() ?? null, [desk]);
  return (
    <main className={css['page']}>
      <h1>{t.title}</h1>
      <p>{t.intro}</p>
      <label className={css['search']}>
        {t.search}
        <input type="search" value={text} maxLength={60} onChange={(event) => setText(event.target.value)} />
      </label>
      <Tabs
        id="reference"
        label={t.tabs}
        value={tab}
        tabs={[
          { value: 'terms' as Tab, label: t.terms },
          ...KINDS.map((kind) => ({ value: kind as Tab, label: t.kinds[kind] })),
          { value: 'truth' as Tab, label: t.truth },
        ]}
        onChange={setTab}
      />
      <TabPanel id="reference" value={tab}>
        {tab === 'terms' ? (
          <Terms wanted={wanted} words={t} />
        ) : tab === 'truth' ? (
          <Modelled wanted={wanted} words={t} />
        ) : all === null ? (
          <p className={ui['empty']}>{t.loading}</p>
        ) : (
          <Entries entries={all.filter((entry) => entry.kind === tab)} wanted={wanted} words={t} />
        )}
      </TabPanel>
      <p>
        <a href="#/">{t.back}</a>
      </p>
    </main>
  );
}
