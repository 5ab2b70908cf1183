import { Maximize2, Rows3, ZoomIn, ZoomOut } from 'lucide-react';
import { useTimeline } from '../../store/timeline.ts';
import { useMessages } from '../messages.ts';
import { IconButton } from '../ui/Button.tsx';
import { zoomBy } from './tools.ts';
import css from './timeline.module.css';

/** Closer, further, all of it; all hops or the workers alone. */
export function TimelineTools() {
  const t = useMessages();
  const full = useTimeline((state) => state.full);
  const zoomed = useTimeline((state) => state.window !== null);
  const { setFull, fit } = useTimeline.getState();
  return (
    <fieldset className={css['tools']}>
      <legend className="visually-hidden">{t.lanes.tools}</legend>
      <IconButton label={t.lanes.zoomIn} onClick={() => zoomBy(1)}>
        <ZoomIn size={16} />
      </IconButton>
      <IconButton label={t.lanes.zoomOut} disabled={!zoomed} onClick={() => zoomBy(-1)}>
        <ZoomOut size={16} />
      </IconButton>
      <IconButton label={t.lanes.fit} disabled={!zoomed} onClick={fit}>
        <Maximize2 size={15} />
      </IconButton>
      <IconButton label={t.lanes.all} pressed={full} onClick={() => setFull(!full)}>
        <Rows3 size={16} />
      </IconButton>
    </fieldset>
  );
}
