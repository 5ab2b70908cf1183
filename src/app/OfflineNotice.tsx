import { WifiOff } from 'lucide-react';
import { useClassWords } from '../views/teach/words.ts';
import { Button } from '../views/ui/Button.tsx';
import { useOffline } from './offline.ts';
import css from './offline.module.css';

/** In the corner: there is no network, or a newer version of the site waits for a word. */
export default function OfflineNotice() {
  const t = useClassWords().offline;
  const { online, update } = useOffline();
  return (
    <output className={css['notices']}>
      {!online && (
        <span className={css['notice']}>
          <WifiOff size={16} aria-hidden="true" />
          {t.noNetwork}
        </span>
      )}
      {update !== null && (
        <span className={css['notice']}>
          {t.update}
          <Button onClick={update}>{t.reload}</Button>
          <Button look="bare" onClick={() => useOffline.setState({ update: null })}>
            {t.later}
          </Button>
        </span>
      )}
    </output>
  );
}
