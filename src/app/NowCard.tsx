import { journeyOf } from '../projections/journey.ts';
import type { RunModel } from '../projections/model.ts';
import { useFiles } from '../store/files.ts';
import { useSelection } from '../store/selection.ts';
import { highlight, languageOf } from '../views/editor/highlight.ts';
import { lineMarks, tagOf } from '../views/editor/marks.ts';
import editor from '../views/editor/editor.module.css';
import { lasting, ticket } from '../views/format.ts';
import { useMessages } from '../views/messages.ts';
import { stateAt } from '../views/request-state.ts';
import { useCalmInstant, useWorkers } from '../views/run-hooks.ts';
import { Button } from '../views/ui/Button.tsx';
import { cx } from '../views/ui/cx.ts';
import ui from '../views/ui/ui.module.css';
import css from './NowCard.module.css';

/** Which lines run at this instant, and the selected request: what the editor and the list say where there is room for them. */
export function NowCard({ model }: { readonly model: RunModel }) {
  return (
    <>
      <RunningLines model={model} />
      <Selected model={model} />
    </>
  );
}

export function RunningLines({ model }: { readonly model: RunModel }) {
  const now = useCalmInstant(model);
  const { order, text } = useFiles();
  const rows = order.flatMap((path) => lineMarks(model, now, path).map((mark) => ({ path, mark })));
  if (rows.length === 0) return null;
  return (
    <div className={css['now']}>
      {rows.slice(0, 6).map(({ path, mark }) => (
        <div key={`${path}:${mark.line}`} className={cx(editor['line'], editor[`mark-${mark.state}`])}>
          <u>{mark.line}</u>
          <s />
          <span>
            {highlight(text(path).split('\n')[mark.line - 1]?.trim() ?? '', languageOf(path)).map((token, i) => (
              <i key={i} data-token={token.kind}>
                {token.text}
              </i>
            ))}
          </span>
          <b className={editor['who']}>{tagOf(mark.who)}</b>
        </div>
      ))}
    </div>
  );
}

function Selected({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const req = useSelection((state) => state.req);
  const workers = useWorkers(model);
  const request = model.requests.find((one) => one.req === req);
  if (request === undefined || request.startedAt > now) return null;
  const state = stateAt(t, request, journeyOf(request, workers), now);
  const until = Math.min(now, request.finishedAt ?? now);
  return (
    <div className={css['card']}>
      <strong>
        #{ticket(request.req)} {request.method} {request.target}
      </strong>
      <span className={ui['pill']} data-state={state.tone}>
        {state.text}
      </span>
      <span>{lasting(until - request.startedAt, t)}</span>
      <Button look="bare" onClick={() => useSelection.getState().inspect(request.req)}>
        {t.inspector.open}
      </Button>
    </div>
  );
}
