import { isAsking, useLesson } from '../../store/lesson.ts';
import { useModel } from '../run-hooks.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import { useNumbersPage, type NumbersTab } from './numbers-page.ts';
import { RunNumbers } from './RunNumbers.tsx';
import { Sweep } from './Sweep.tsx';
import { Theory } from './Theory.tsx';
import { useNumberWords } from './words.ts';
import css from './numbers.module.css';

const TABS: readonly NumbersTab[] = ['run', 'theory', 'sweep'];

/** All numbers of a run, what theory says of them, and what other numbers would have done. */
export default function NumbersDialog() {
  const words = useNumberWords();
  const secret = useLesson(isAsking);
  const model = useModel();
  const { tab } = useNumbersPage();
  const setTab = (next: NumbersTab): void => useNumbersPage.setState({ tab: next });
  const onClose = (): void => useNumbersPage.setState({ open: false });
  return (
    <Dialog title={words.title} onClose={onClose} size={secret ? 'text' : 'full'}>
      {secret ? (
        <p>{words.secret}</p>
      ) : (
        model !== null && (
          <div className={css['page']}>
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
          </div>
        )
      )}
    </Dialog>
  );
}
