import { lazy, type ReactNode } from 'react';
import { App } from '../app/App.tsx';
import { Stage } from '../app/stage-parts.tsx';
import { Embed } from '../embed/Embed.tsx';
import type { RunModel } from '../projections/model.ts';
import { baseName, useFiles } from '../store/files.ts';
import { lineHeat, lineMarks, problemsOf } from '../views/editor/marks.ts';
import { PlainEditor } from '../views/editor/PlainEditor.tsx';
import { LessonPanel } from '../views/lesson/LessonPanel.tsx';
import { Logs } from '../views/logs/Logs.tsx';
import { useMessages } from '../views/messages.ts';
import { MetricsPane } from '../views/metrics/MetricsPane.tsx';
import { RequestList } from '../views/requests/RequestList.tsx';
import { useCalmInstant, useModel } from '../views/run-hooks.ts';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { Textures } from '../views/ui/Textures.tsx';
import css from './dev.module.css';
import type { View } from './view.ts';

const ShareDialog = lazy(async () => ({ default: (await import('../views/share/ShareDialog.tsx')).ShareDialog }));
const TrafficDialog = lazy(async () => ({
  default: (await import('../views/traffic/TrafficDialog.tsx')).TrafficDialog,
}));

const stay = (): void => undefined;

/** What a view shows, as the page has it. */
export function Shown({ view }: { readonly view: View }) {
  if (view.shows === 'page') return <App />;
  if (view.shows === 'embed') return <Embed panels={null} />;
  return (
    <main className={css['box']} data-shows={view.shows} style={{ width: view.width, height: view.height }}>
      <Textures />
      <Part view={view} />
    </main>
  );
}

function Part({ view }: { readonly view: View }): ReactNode {
  const model = useModel();
  if (model === null) return null;
  switch (view.shows) {
    case 'stage':
      return <Stage model={model} />;
    case 'timeline':
      return <Timeline model={model} />;
    case 'requests':
      return <RequestList model={model} />;
    case 'logs':
      return <Logs model={model} />;
    case 'metrics':
      return <MetricsPane model={model} />;
    case 'editor':
      return <LightEditor model={model} />;
    case 'lesson':
      return <LessonPanel />;
    case 'share':
      return <ShareDialog onClose={stay} />;
    case 'traffic':
      return <TrafficDialog onClose={stay} />;
    case 'page':
    case 'embed':
      return null;
  }
}

/** The editor that is there at once; the full one is not ours. */
function LightEditor({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const path = useFiles((state) => state.open);
  const text = useFiles((state) => (state.open === null ? '' : state.text(state.open)));
  if (path === null) return null;
  return (
    <PlainEditor
      path={path}
      text={text}
      label={t.code.file(baseName(path))}
      readOnly
      marks={lineMarks(model, now, path)}
      problems={problemsOf(model, now, path)}
      heat={lineHeat(model, now, path)}
      reveal={null}
      onChange={stay}
      onFocus={stay}
    />
  );
}
