import type { RunModel } from '../../projections/model.ts';
import { baseName, useFiles } from '../../store/files.ts';
import { useRun } from '../../store/run.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant } from '../run-hooks.ts';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import { lineMarks, problemsOf } from './marks.ts';
import { PlainEditor } from './PlainEditor.tsx';

interface LightCodeProps {
  readonly id: string;
  readonly model: RunModel;
  readonly readOnly: boolean;
  readonly className?: string | undefined;
  readonly bodyClassName?: string | undefined;
}

/** The files with the lines that run, in the light editor; where it may be changed, the first edit fetches Python. */
export function LightCode({ id, model, readOnly, className, bodyClassName }: LightCodeProps) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const { order, open } = useFiles();
  const text = useFiles((state) => (state.open === null ? '' : state.text(state.open)));
  const { select, edit } = useFiles.getState();
  if (open === null) return null;
  return (
    <div className={className}>
      <Tabs
        id={id}
        label={t.code.label}
        value={open}
        tabs={order.map((path) => ({ value: path, label: baseName(path) }))}
        onChange={select}
      />
      <TabPanel id={id} value={open} className={bodyClassName}>
        <PlainEditor
          path={open}
          text={text}
          label={t.code.file(baseName(open))}
          readOnly={readOnly}
          marks={lineMarks(model, now, open)}
          problems={problemsOf(model, now, open)}
          heat={[]}
          reveal={null}
          onChange={(value) => edit(open, value, 'typing')}
          onFocus={readOnly ? undefined : () => useRun.getState().warm()}
        />
      </TabPanel>
    </div>
  );
}
