import type { RunModel } from '../../projections/model.ts';
import { useSelection, type Inspected } from '../../store/selection.ts';
import { ticket } from '../format.ts';
import { useModel } from '../run-hooks.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { ConnectionView } from './ConnectionView.tsx';
import { useInspectorWords } from './parts.tsx';
import { ProcessView } from './ProcessView.tsx';
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
  const close = (): void => useSelection.getState().inspect(null);
  switch (what.kind) {
    case 'request': {
      const request = model.requests.find((one) => one.req === what.req);
      return (
        <Dialog size="full" title={words.title(ticket(what.req))} onClose={close} head={<></>}>
          {request !== undefined && <RequestView key={what.req} model={model} request={request} />}
        </Dialog>
      );
    }
    case 'process':
      return (
        <Dialog size="full" title={words.process(what.pid)} onClose={close} head={<></>}>
          <ProcessView key={what.pid} model={model} pid={what.pid} />
        </Dialog>
      );
    case 'connection':
      return (
        <Dialog size="full" title={words.connection(what.conn)} onClose={close} head={<></>}>
          <ConnectionView key={what.conn} model={model} id={what.conn} />
        </Dialog>
      );
  }
}
