import taiwanese from 'monaco-editor/nls/lang/zh-tw?url';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Locale } from '../../i18n/index.ts';
import type { EditKind } from '../../store/files.ts';
import { useSettings } from '../../store/settings.ts';
import { tagOf, type LineHeat, type LineMark, type Problem } from './marks.ts';
import type { LanguageServices } from './monaco-language.ts';
import type * as Monaco from './monaco.ts';
import type { FullEditor } from './monaco.ts';
import css from './editor.module.css';

interface MonacoHostProps {
  readonly path: string;
  readonly text: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly marks: readonly LineMark[];
  readonly problems: readonly Problem[];
  readonly heat: readonly LineHeat[];
  readonly services: LanguageServices;
  readonly reveal: { readonly line: number; readonly nonce: number } | null;
  readonly onChange: (path: string, text: string, kind: EditKind) => void;
  readonly onReady: () => void;
  readonly onFail: () => void;
}

const classOf = (name: string): string => css[name] ?? '';

/** The editor's own words must be there before it is; without them it speaks English. */
async function loadEditor(locale: Locale): Promise<Pick<typeof Monaco, 'createFullEditor'>> {
  if (locale === 'zh-TW') await import(/* @vite-ignore */ taiwanese).catch(() => undefined);
  return import('./monaco.ts');
}

/** The light editor that waits in the same place. */
const lightIn = (host: HTMLElement): HTMLTextAreaElement | null =>
  host.parentElement?.querySelector<HTMLTextAreaElement>(`.${css['input'] ?? ''}`) ?? null;

/** A character that is being composed (注音, 倉頡) belongs to the text area: the full editor waits for its end. */
const composed = (area: HTMLTextAreaElement | null): Promise<void> =>
  new Promise((resolve) => {
    if (area?.dataset['composing'] === undefined) resolve();
    else area.addEventListener('compositionend', () => setTimeout(resolve), { once: true });
  });

/** Loads the full editor and keeps it in step with the page; the page owns the texts. */
export function MonacoHost(props: MonacoHostProps) {
  const { path, text, readOnly, marks, problems, heat, services, reveal } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const from = useRef<HTMLTextAreaElement | null>(null);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [editor, setEditor] = useState<FullEditor | null>(null);
  const [tops, setTops] = useState<readonly number[]>([]);
  const theme = useSettings((state) => state.theme);

  useEffect(() => {
    let made: FullEditor | null = null;
    let gone = false;
    loadEditor(latest.current.services.locale).then(
      async ({ createFullEditor }) => {
        if (host.current !== null) await composed(lightIn(host.current));
        if (gone || host.current === null) return;
        made = createFullEditor(host.current, latest.current.label, {
          onChange: (changed, value, kind) => latest.current.onChange(changed, value, kind),
          onPlaces: setTops,
          classOf,
        });
        setEditor(made);
        // The focus goes along only if it still waits in the plain editor: by now it may be elsewhere.
        const light = lightIn(host.current);
        from.current = light !== null && light === document.activeElement ? light : null;
        latest.current.onReady();
      },
      () => latest.current.onFail(),
    );
    return () => {
      gone = true;
      made?.dispose();
    };
  }, []);
  useEffect(() => editor?.setTheme(theme === 'dark'), [editor, theme]);
  // Before anything else can be typed: into the text as it is, by the cursor where it was.
  useLayoutEffect(() => editor?.show(path, text, readOnly), [editor, path, text, readOnly]);
  useEffect(() => editor?.serve(services), [editor, services]);
  // The focus is taken over once, when there is a text to put it into.
  useLayoutEffect(() => {
    const light = from.current;
    if (light !== null) editor?.focus([light.selectionStart, light.selectionEnd]);
  }, [editor]);
  useEffect(() => editor?.mark(marks, problems, heat), [editor, path, marks, problems, heat]);
  useEffect(() => {
    if (reveal !== null) editor?.reveal(reveal.line);
  }, [editor, reveal]);
  return (
    <>
      <div ref={host} className={css['host']} data-keys="own" />
      <div className={css['tags']} aria-hidden="true">
        {marks.map((mark, i) => {
          const top = tops[i];
          return top === undefined || mark.who.length === 0 ? null : (
            <b
              key={mark.line}
              className={css['who']}
              style={{ top: top + 1, '--k': `var(--st-${mark.state})` } as React.CSSProperties}
            >
              {tagOf(mark.who)}
            </b>
          );
        })}
      </div>
    </>
  );
}
