import { useEffect, useMemo, useRef, useState } from 'react';
import { lastAtOrBefore } from '../../projections/at.ts';
import type { RunModel } from '../../projections/model.ts';
import { useLesson } from '../../store/lesson.ts';
import { usePlayer } from '../../store/player.ts';
import { useRun, type Run } from '../../store/run.ts';
import { useSettings } from '../../store/settings.ts';
import { useTerminal } from '../../store/terminal.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant, useCurrent } from '../run-hooks.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import type { Screen } from './xterm.ts';
import css from './terminal.module.css';

/** Two terminals: a server in the foreground occupies one. */
const TTYS = [0, 1] as const;
type Tty = (typeof TTYS)[number];

export function TerminalPane() {
  const run = useCurrent();
  if (run === null) return <ReadOnly model={null} />;
  return run.origin === 'live' ? <LiveTerminals run={run} /> : <ReadOnly model={run.model} />;
}

/** Typing means now: a playhead that was moved back returns to the edge of the run, and time goes on. */
function toTheEdge(): void {
  const { playing, seek, to, play } = usePlayer.getState();
  if (playing) return;
  seek(to);
  play();
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

/** All that this terminal has printed so far: a screen that opens late is brought up to date with it. */
const printed = (model: RunModel, tty: Tty, from: number): { readonly text: string; readonly next: number } => {
  let text = '';
  for (let i = from; i < model.events.length; i++) {
    const event = model.events[i];
    if (event?.kind === 'tty.output' && event.tty === tty) text += event.text;
  }
  return { text, next: model.events.length };
};

/** Shells in tabs; each screen stays as it is while another one is in front. */
function LiveTerminals({ run }: { readonly run: Run }) {
  const t = useMessages();
  const [front, setFront] = useState<Tty>(0);
  return (
    <div className={css['pane']}>
      <div className={css['shells']}>
        <Segmented
          label={t.terminal.label}
          value={String(front)}
          onChange={(value) => setFront(value === '1' ? 1 : 0)}
          choices={TTYS.map((tty) => ({ value: String(tty), label: t.terminal.shell(tty + 1) }))}
        />
      </div>
      {TTYS.map((tty) => (
        <div key={tty} className={css['pane']} hidden={tty !== front}>
          <Live run={run} tty={tty} inFront={tty === front} />
        </div>
      ))}
    </div>
  );
}

function Live({ run, tty, inFront }: { readonly run: Run; readonly tty: Tty; readonly inFront: boolean }) {
  const t = useMessages();
  const host = useRef<HTMLDivElement>(null);
  const after = useRef<HTMLButtonElement>(null);
  const [screen, setScreen] = useState<Screen | 'failed' | null>(null);
  const theme = useSettings((state) => state.theme);
  const wish = useTerminal((state) => state.wish);
  const [left, setLeft] = useState(false);
  const seen = useRef({ id: -1, next: 0 });

  useEffect(() => {
    let made: Screen | null = null;
    let gone = false;
    import('./xterm.ts').then(
      ({ openScreen }) => {
        if (gone || host.current === null) return;
        const port = useRun.getState().port();
        made = openScreen(host.current, {
          onKeys: (text) => {
            toTheEdge();
            port?.input({ kind: 'keys', tty, text });
          },
          onSize: (columns, rows) => port?.input({ kind: 'resize', tty, columns, rows }),
          onLeave: () => {
            setLeft(true);
            after.current?.focus();
          },
        });
        setScreen(made);
      },
      () => setScreen('failed'),
    );
    return () => {
      gone = true;
      made?.dispose();
    };
  }, [tty]);
  useEffect(() => {
    if (inFront && screen !== null && screen !== 'failed') screen.focus();
  }, [screen, inFront]);
  useEffect(() => {
    if (screen === null || screen === 'failed') return;
    if (seen.current.id !== run.id) {
      screen.clear();
      seen.current = { id: run.id, next: 0 };
    }
    const { text, next } = printed(run.model, tty, seen.current.next);
    seen.current.next = next;
    if (text !== '') screen.write(text);
  }, [screen, run, tty]);
  useEffect(() => {
    if (screen !== null && screen !== 'failed') screen.setTheme();
  }, [screen, theme]);
  useEffect(() => {
    if (!inFront || wish === '' || screen === null || screen === 'failed') return;
    toTheEdge();
    useRun.getState().port()?.input({ kind: 'keys', tty, text: useTerminal.getState().take() });
    screen.focus();
  }, [wish, screen, inFront, tty]);
  return (
    <div className={css['pane']}>
      <div className={css['note']}>
        <output>
          {screen === null
            ? t.terminal.loading
            : screen === 'failed'
              ? t.terminal.failed
              : left
                ? t.terminal.left
                : t.terminal.leave}
        </output>
        <button ref={after} type="button" onClick={() => screen !== null && screen !== 'failed' && screen.focus()}>
          {t.terminal.live}
        </button>
      </div>
      <div ref={host} className={css['host']} data-keys="own" />
    </div>
  );
}
