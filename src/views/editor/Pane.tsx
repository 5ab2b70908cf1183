import { GitCompare, Redo2, RotateCcw, Undo2 } from 'lucide-react';
import { useState, type MouseEvent } from 'react';
import { baseName, useFiles, type Moment } from '../../store/files.ts';
import { useMessages } from '../messages.ts';
import { useModel } from '../run-hooks.ts';
import { fileMatches } from '../source.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import ui from '../ui/ui.module.css';
import { CommandLines } from './CommandLine.tsx';
import { DiffView } from './DiffView.tsx';
import { EditorArea } from './EditorArea.tsx';
import { Numbers } from './Numbers.tsx';
import { useCodeWords } from './words.ts';
import css from './editor.module.css';

/** A mark with a name for those who do not see it. */
const Dot = ({ className, text }: { readonly className: string | undefined; readonly text: string }) => (
  <span className={className}>
    <span className="visually-hidden">{text}</span>
  </span>
);

export function Pane({ phone }: { readonly phone: boolean }) {
  const t = useMessages();
  const model = useModel();
  const { order, edited, open } = useFiles();
  const [compared, setCompared] = useState<string | null>(null);
  const tabs = order.map((path) => ({
    value: path,
    label: (
      <>
        {baseName(path)}
        {path in edited && <Dot className={ui['dot']} text={t.code.edited} />}
        {model?.pythonErrors.some((error) => fileMatches(path, error.file)) && (
          <Dot className={css['err']} text={t.legend.err} />
        )}
      </>
    ),
  }));
  if (open === null) return <div className={css['pane']} />;
  const comparing = compared === open && open in edited;
  return (
    <section className={css['pane']} aria-label={t.code.label}>
      <Tabs id="code" label={t.code.label} value={open} tabs={tabs} onChange={useFiles.getState().select} />
      <CommandLines />
      <TabPanel id="code" value={open} className={css['body']}>
        {comparing ? <DiffView path={open} /> : <EditorArea path={open} model={model} phone={phone} />}
      </TabPanel>
      <Numbers open={open} />
      <Foot open={open} phone={phone} comparing={comparing} onCompare={(on) => setCompared(on ? open : null)} />
    </section>
  );
}

interface FootProps {
  readonly open: string;
  readonly phone: boolean;
  readonly comparing: boolean;
  readonly onCompare: (on: boolean) => void;
}

/** Ways back: step by step, per file, per lesson; and what there is to take back. */
function Foot({ open, phone, comparing, onCompare }: FootProps) {
  const t = useMessages();
  const words = useCodeWords();
  const { edited, lasting, past, future } = useFiles();
  const { undo, redo, reset, resetAll } = useFiles.getState();
  const nameOf = ({ kind, path }: Moment): string =>
    path === null ? words.moment[kind] : `${words.moment[kind]}, ${baseName(path)}`;
  const [last, next] = [past.at(-1), future.at(-1)];
  const diff = comparing ? words.diffOff : words.diff;
  /** What takes everything back goes away with it: the keyboard stays beside the way back. */
  const takeBack = (reset: () => void) => (event: MouseEvent<HTMLElement>) => {
    event.currentTarget.parentElement?.querySelector('button')?.focus();
    reset();
  };
  return (
    <div className={css['footHold']}>
      <div className={css['foot']}>
        <span className={css['steps']}>
          <IconButton
            label={last === undefined ? t.undo : words.undo(nameOf(last))}
            disabled={last === undefined}
            onClick={undo}
          >
            <Undo2 size={15} />
          </IconButton>
          <IconButton
            label={words.redo(next === undefined ? '' : nameOf(next))}
            disabled={next === undefined}
            onClick={redo}
          >
            <Redo2 size={15} />
          </IconButton>
        </span>
        {open in edited && (
          <>
            <Button small aria-pressed={comparing} aria-label={diff} title={diff} onClick={() => onCompare(!comparing)}>
              <GitCompare size={14} />
              <span>{diff}</span>
            </Button>
            <Button small onClick={takeBack(() => reset(open))}>
              <RotateCcw size={14} />
              {t.code.reset}
            </Button>
          </>
        )}
        {Object.keys(edited).length > 1 && (
          <Button small onClick={takeBack(resetAll)}>
            {t.code.resetAll}
          </Button>
        )}
        <span className={css['space']} />
        {/* The way out of the editor is told where there is room for it: Esc and Tab work all the same. */}
        <span>{lasting ? (phone || open in edited ? '' : words.leave) : words.notSaved}</span>
      </div>
    </div>
  );
}
