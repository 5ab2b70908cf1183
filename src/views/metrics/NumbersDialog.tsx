import { useState } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import ui from '../ui/ui.module.css';
import { RunNumbers } from './RunNumbers.tsx';
import { Sweep } from './Sweep.tsx';
import { Theory } from './Theory.tsx';
import { useNumberWords } from './words.ts';
import css from './numbers.module.css';

type Tab = 'run' | 'theory' | 'sweep';
const TABS: readonly Tab[] = ['run', 'theory', 'sweep'];

/** All numbers of a run, what theory says of them, and what other numbers would have done. */
export default function NumbersDialog({ model, onClose }: { readonly model: RunModel; readonly onClose: () => void }) {
  const words = useNumberWords();
  const secret = useLesson(isAsking);
  const [tab, setTab] = useState<Tab>('run');
  return (
    <Dialog title={words.title} onClose={onClose} size="full">
      <div className={css['page']}>
        {secret ? (
          <p className={ui['empty']}>{words.secret}</p>
        ) : (
          <>
            <Tabs
              id="numbers"
              label={words.tabs.label}
              value={tab}
              tabs={TABS.map((value) => ({ value, label: words.tabs[value] }))}
              onChange={setTab}
            />
            <TabPanel id="numbers" value={tab} className={css['body']}>
              {tab === 'run' ? (
                <RunNumbers model={model} />
              ) : tab === 'theory' ? (
                <Theory model={model} />
              ) : (
                <Sweep onOpen={onClose} />
              )}
            </TabPanel>
          </>
        )}
      </div>
    </Dialog>
  );
}
