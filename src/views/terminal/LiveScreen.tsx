import { useEffect, useRef, useState } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { useFiles } from '../../store/files.ts';
import { usePlayer } from '../../store/player.ts';
import { useRun, type Run } from '../../store/run.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { useTerminal } from '../../store/terminal.ts';
import { useMessages } from '../messages.ts';
import { CLOSE_KEYS, editorWord, saveKeys, type EditedFile } from './edited-file.ts';
import { FileSheet } from './FileSheet.tsx';
import type { Screen } from './xterm.ts';
import css from './terminal.module.css';

/** Ctrl-U. */
const KILL_LINE = '\u0015';

/** Typing means now: a playhead that was moved back returns to the edge of the run, and time goes on. */
function toTheEdge(): void {
  const { playing, seek, to, play } = usePlayer.getState();
  if (playing) return;
  seek(to);
  play();
}

/** All that this terminal has printed so far: a screen that opens late is brought up to date with it. */
const printed = (model: RunModel, tty: number, from: number): { readonly text: string; readonly next: number } => {
  let text = '';
  for (let i = from; i < model.events.length; i++) {
    const event = model.events[i];
    if (event?.kind === 'tty.output' && event.tty === tty) text += event.text;
  }
  return { text, next: model.events.length };
};

interface Sheet {
  readonly file: EditedFile;
  readonly said: 'saved' | { readonly why: string } | null;
}

/** What the editor on the machine has open, and what became of it. */
function useEditedFile(send: (text: string) => void) {
  const [sheet, setSheet] = useState<Sheet | null>(null);
  /** The text that is on its way, and whether the file is to be closed when it has arrived. */
  const pending = useRef<{ readonly text: string; readonly close: boolean } | null>(null);
  const hear = (verb: string, data: string): void => {
    const word = editorWord(verb, data);
    if (word === null) return;
    const sent = pending.current;
    if (word.kind === 'open') setSheet({ file: word.file, said: null });
    else if (word.kind === 'close') setSheet(null);
    else if (word.kind === 'failed') setSheet((now) => now && { ...now, said: { why: word.why } });
    else {
      setSheet((now) => now && { ...now, said: 'saved' });
      if (sent?.close === true) send(CLOSE_KEYS);
    }
    if (word.kind !== 'open') pending.current = null;
  };
  const save = (text: string, close: boolean): void => {
    pending.current = { text, close };
    send(saveKeys(text));
    // A file of the lesson is the same file in the page's editor.
    const { order, edit } = useFiles.getState();
    if (sheet === null || !sheet.file.isWritable || !order.includes(sheet.file.path)) return;
    useTerminal.setState({ writing: true });
    edit(sheet.file.path, text, 'replace');
    useTerminal.setState({ writing: false });
  };
  return { sheet, hear, save, close: () => send(CLOSE_KEYS), forget: () => setSheet(null) };
}

interface LiveScreenProps {
  readonly run: Run;
  readonly tty: number;
  readonly inFront: boolean;
  /** Grows when the keyboard is to come back. */
  readonly called: number;
  readonly onLeave: () => void;
}

export function LiveScreen({ run, tty, inFront, called, onLeave }: LiveScreenProps) {
  const t = useMessages();
  const host = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Screen | 'failed' | null>(null);
  const theme = useSettings((state) => state.theme);
  const wish = useTerminal((state) => state.wish);
  const seen = useRef({ id: -1, next: 0 });
  /** A command from the prose stands on the line as it was put there. */
  const placed = useRef(false);
  const edited = useEditedFile((text) => {
    toTheEdge();
    useRun.getState().port()?.input({ kind: 'keys', tty, text });
  });
  const hear = useRef(edited.hear);
  const leave = useRef(onLeave);
  const label = t.terminal.typeHere(tty + 1);
  const { tooMuch } = t.terminal;
  const words = useRef({ label, tooMuch });
  useEffect(() => {
    hear.current = edited.hear;
    leave.current = onLeave;
    words.current = { label, tooMuch };
  });

  useEffect(() => {
    let made: Screen | null = null;
    let gone = false;
    import('./xterm.ts').then(
      ({ openScreen }) => {
        if (gone || host.current === null) return;
        const port = useRun.getState().port();
        made = openScreen(
          host.current,
          {
            onKeys: (text) => {
              placed.current = false;
              toTheEdge();
              port?.input({ kind: 'keys', tty, text });
            },
            onSize: (columns, rows) => port?.input({ kind: 'resize', tty, columns, rows }),
            onLeave: () => leave.current(),
            onEditor: (verb, data) => hear.current(verb, data),
            onPlace: (path, line) => useSelection.getState().showLine(path, line),
            knows: (path) => useFiles.getState().order.includes(path),
          },
          words.current,
        );
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
    if (inFront && screen !== null && screen !== 'failed' && edited.sheet === null) screen.focus();
  }, [screen, inFront, edited.sheet, called]);
  useEffect(() => {
    if (screen === null || screen === 'failed') return;
    if (seen.current.id !== run.id) {
      screen.clear();
      edited.forget();
      placed.current = false;
      seen.current = { id: run.id, next: 0 };
    }
    const { text, next } = printed(run.model, tty, seen.current.next);
    seen.current.next = next;
    if (text !== '') screen.write(text);
  });
  useEffect(() => {
    if (screen !== null && screen !== 'failed') screen.setTheme();
  }, [screen, theme]);
  useEffect(() => {
    if (!inFront || wish === '' || screen === null || screen === 'failed') return;
    toTheEdge();
    const text = useTerminal.getState().take();
    useRun
      .getState()
      .port()
      ?.input({ kind: 'keys', tty, text: (placed.current ? KILL_LINE : '') + text });
    placed.current = !text.endsWith('\n');
    screen.focus();
  }, [wish, screen, inFront, tty]);
  return (
    <>
      {(screen === null || screen === 'failed') && (
        <output className={css['note']}>{screen === null ? t.terminal.loading : t.terminal.failed}</output>
      )}
      <div className={css['body']}>
        <div ref={host} className={css['host']} data-keys="own" inert={edited.sheet !== null} />
        {edited.sheet !== null && (
          <FileSheet
            key={edited.sheet.file.path}
            file={edited.sheet.file}
            said={edited.sheet.said}
            onSave={edited.save}
            onClose={edited.close}
          />
        )}
      </div>
    </>
  );
}
