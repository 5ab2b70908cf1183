import type { RunModel } from '../../projections/model.ts';
import { useSelection, type Inspected } from '../../store/selection.ts';
import { useModel } from '../run-hooks.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { ConnectionView } from './ConnectionView.tsx';
import { nameOf, useInspectorWords } from './parts.tsx';
import { ProcessView } from './ProcessView.tsx';
import { useReading } from './reading.ts';
import { RequestView } from './RequestView.tsx';

/** What is inspected, over the whole page; nothing when nothing is, or when this run does not have it. */
export function InspectorDialog() {
  const model = useModel();
  const inspected = useSelection((state) => state.inspected);
  if (model === null || inspected === null || !isThere(model, inspected)) return null;
  return <Inspector model={model} what={inspected} />;
}

function isThere(model: RunModel, what: Inspected): boolean {
  switch (what.kind) {
    case 'request':
      return model.requests.some((one) => one.req === what.req);
    case 'process':
      return model.processes.some((one) => one.pid === what.pid);
    case 'connection':
      return model.conns.has(what.conn);
  }
}

function Inspector({ model, what }: { readonly model: RunModel; readonly what: Inspected }) {
  const words = useInspectorWords();
  const reading = useReading(what);
  return (
    <Dialog size="full" title={nameOf(what, words)} onClose={() => useSelection.getState().inspect(null)} head={<></>}>
      <div ref={reading}>
        <View model={model} what={what} />
      </div>
    </Dialog>
  );
}

/** Not made anew from one request to the next: whoever goes through them keeps the button under the finger. */
function View({ model, what }: { readonly model: RunModel; readonly what: Inspected }) {
  switch (what.kind) {
    case 'request': {
      const request = model.requests.find((one) => one.req === what.req);
      return request === undefined ? null : <RequestView model={model} request={request} />;
    }
    case 'process':
      return <ProcessView key={what.pid} model={model} pid={what.pid} />;
    case 'connection':
      return <ConnectionView key={what.conn} model={model} id={what.conn} />;
  }
}
