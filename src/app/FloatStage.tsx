import { X } from 'lucide-react';
import { useState } from 'react';
import { FLOAT } from '../i18n/float.ts';
import { usePlayer } from '../store/player.ts';
import { useSettings } from '../store/settings.ts';
import { secondsOf } from '../views/format.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { useModel } from '../views/run-hooks.ts';
import type { View } from '../views/stage/StageView.tsx';
import { usePicture } from './picture.ts';
import css from './float.module.css';

/** The end of the line and the counter. */
const CAMERA: View = { x: 700, y: 380, width: 560, height: 350 };

/** On the phone's places without a picture: a small one in the corner, to look at, to go to, to put away. */
export default function FloatStage() {
  const t = useMessages();
  const words = FLOAT[useLocale()];
  const model = useModel();
  const { Pane } = usePicture();
  const at = usePlayer((state) => state.calmAt);
  const setPlace = useSettings((state) => state.setPlace);
  const [away, setAway] = useState(false);
  if (model === null || Pane === null || away) return null;
  return (
    <aside className={css['float']} aria-label={t.places.stage}>
      <div inert>
        <Pane model={model} view={CAMERA} />
        <span className={css['clock']}>{secondsOf(at)}</span>
      </div>
      <button type="button" className={css['go']} aria-label={words.enlarge} onClick={() => setPlace('stage')} />
      <button type="button" className={css['away']} aria-label={words.away} onClick={() => setAway(true)}>
        <X size={15} aria-hidden />
      </button>
    </aside>
  );
}
