import { useLayoutEffect, useRef, useState } from 'react';
import { PlainEditor } from '../editor/PlainEditor.tsx';
import { useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import type { EditedFile } from './edited-file.ts';
import css from './terminal.module.css';

interface FileSheetProps {
  readonly file: EditedFile;
  /** What became of the last writing; null: nothing yet. */
  readonly said: 'saved' | { readonly why: string } | null;
  readonly onSave: (text: string, close: boolean) => void;
  readonly onClose: () => void;
}

/** The file that nano or vim has open, over the terminal that waits for it. */
export function FileSheet({ file, said, onSave, onClose }: FileSheetProps) {
  const t = useMessages();
  const [text, setText] = useState(file.text);
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    box.current?.querySelector('textarea')?.focus();
  }, []);
  useLayoutEffect(() => {
    const sheet = box.current;
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      onSave(text, false);
    };
    sheet?.addEventListener('keydown', onKey);
    return () => sheet?.removeEventListener('keydown', onKey);
  }, [text, onSave]);
  const note =
    said === 'saved'
      ? t.terminal.saved
      : said !== null
        ? said.why
        : file.isWritable
          ? file.isNew
            ? t.terminal.newFile
            : ''
          : t.terminal.mayNotWrite;
  return (
    <section
      ref={box}
      className={css['sheet']}
      aria-label={t.terminal.editing(file.program, file.path)}
      data-keys="own"
    >
      <div className={css['sheetHead']}>
        <strong>{file.program}</strong>
        <code>{file.path}</code>
        <output>{note}</output>
        <Button small look="fill" onClick={() => onSave(text, true)}>
          {t.terminal.saveAndClose}
        </Button>
        <Button small onClick={() => onSave(text, false)}>
          {t.terminal.save}
        </Button>
        <Button small onClick={onClose}>
          {t.terminal.close}
        </Button>
      </div>
      <PlainEditor
        path={file.path}
        text={text}
        label={t.terminal.editing(file.program, file.path)}
        readOnly={false}
        marks={[]}
        problems={[]}
        heat={[]}
        reveal={null}
        onChange={setText}
      />
    </section>
  );
}
