import { useEffect, useMemo, useRef } from 'react';
import { lastAtOrBefore } from '../../projections/at.ts';
import type { RunModel } from '../../projections/model.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { useTerminal } from '../../store/terminal.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant, useCurrent } from '../run-hooks.ts';
import { Button } from '../ui/Button.tsx';
import { LiveTerminals } from './LiveTerminals.tsx';
import css from './terminal.module.css';

export function TerminalPane() {
  const run = useCurrent();
  if (run === null) return <ReadOnly model={null} />;
  return run.origin === 'live' ? <LiveTerminals run={run} /> : <ReadOnly model={run.model} />;
}

function goLive(): void {
  useRun.getState().request(useLesson.getState().drafts(), 'start', 'live');
}

/** Without a live run: what the processes have written to their terminals, as text. */
function ReadOnly({ model }: { readonly model: RunModel | null }) {
  const t = useMessages();
  const wish = useTerminal((state) => state.wish);
  const pending = useRun((state) => state.pending);
  // A command that the prose offers needs somebody who runs it.
  useEffect(() => {
    if (wish !== '') goLive();
  }, [wish]);
  return (
    <div className={css['pane']}>
      <div className={css['note']}>
        <span>{t.terminal.readOnly}</span>
        <Button small disabled={pending} onClick={goLive}>
          {t.terminal.goLive}
        </Button>
      </div>
      {model === null ? <pre className={css['out']}>{t.terminal.empty}</pre> : <Output model={model} />}
    </div>
  );
}

function Output({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const lines = useMemo(() => model.logs.filter((line) => !line.source.startsWith('/')), [model]);
  const count = lastAtOrBefore(lines, now, (line) => line.at) + 1;
  const text = lines
    .slice(Math.max(0, count - 400), count)
    .map((line) => line.text.trimEnd())
    .join('\n');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  return (
    <textarea
      className={css['out']}
      ref={box}
      readOnly
      value={text === '' ? t.terminal.empty : text}
      aria-label={t.terminal.label}
    />
  );
}
