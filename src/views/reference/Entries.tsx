import { useEffect, useState } from 'react';
import type { ReferenceWords } from '../../i18n/reference.ts';
import type { ReferenceEntry } from '../../language/index.ts';
import { useLesson } from '../../store/lesson.ts';
import { makePatch } from '../../store/patch.ts';
import { formatRoute } from '../../store/route.ts';
import { encodeState } from '../../store/url.ts';
import { useLocale } from '../messages.ts';
import css from './reference.module.css';

/** Names of one kind, with what is known of each. */
export function Entries({
  entries,
  wanted,
  words,
}: {
  readonly entries: readonly ReferenceEntry[];
  readonly wanted: string;
  readonly words: ReferenceWords;
}) {
  const locale = useLocale();
  const try_ = useExample();
  const found = entries.filter(({ name, text }) => `${name} ${text.en} ${text.zh}`.toLowerCase().includes(wanted));
  if (found.length === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <output>{words.found(found.length)}</output>
      <dl className={css['entries']}>
        {found.map((entry, i) => {
          const link = entry.acts && entry.example !== null ? try_?.(entry.example) : null;
          return (
            <div key={`${entry.name} ${i}`}>
              <dt>
                <code>{entry.name}</code>
                <small data-acts={entry.acts}>{entry.acts ? words.acts : words.checked}</small>
              </dt>
              <dd>
                {locale === 'zh-TW' ? entry.text.zh : entry.text.en}
                <ul>
                  {entry.facts.map((fact) => (
                    <li key={fact.kind}>
                      {words.facts[fact.kind]} <code>{fact.value}</code>
                    </li>
                  ))}
                </ul>
                {entry.example !== null && typeof link === 'string' && (
                  <p>
                    <code>{entry.example.line}</code>{' '}
                    <a href={link} aria-label={words.exampleOf(entry.name)}>
                      {words.example}
                    </a>
                  </p>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

/** Where a line goes in a file: behind `listen` for nginx, at the end for others; a name that is there already is replaced. */
function withLine(text: string, line: string): string {
  const lines = text.split('\n');
  const name = line.split(/[\s=]/)[0] ?? '';
  const there = lines.findIndex((one) => new RegExp(String.raw`^\s*${name}\b`).test(one));
  const listen = lines.findIndex((one) => /^\s*listen\b/.test(one));
  if (there >= 0) return lines.with(there, (/^\s*/.exec(lines[there] ?? '')?.[0] ?? '') + line).join('\n');
  if (listen < 0) return `${text.replace(/\n*$/, '\n')}${line}\n`;
  return lines.toSpliced(listen + 1, 0, (/^\s*/.exec(lines[listen] ?? '')?.[0] ?? '') + line).join('\n');
}

/** Makes links that open a lesson which has the example's file, with the line in it; null until the lesson is known. */
function useExample(): ((example: { readonly line: string; readonly path: string }) => string | null) | null {
  const course = useLesson((state) => state.course);
  const [home, setHome] = useState<{ readonly id: string; readonly start: Readonly<Record<string, string>> } | null>(
    null,
  );
  // The lesson of the menu's scene is the house's own: gunicorn behind nginx, each with its file.
  const id = course?.chapters.find((chapter) => chapter.scene !== undefined)?.scene;
  useEffect(() => {
    let gone = false;
    if (course !== null && id !== undefined)
      void course.pack(id).then(({ start }) => {
        if (!gone) setHome({ id, start });
      });
    return () => {
      gone = true;
    };
  }, [course, id]);
  if (home === null) return null;
  return ({ line, path }) => {
    const text = home.start[path];
    if (text === undefined) return null;
    const patch = makePatch(path, text, withLine(text, line));
    return formatRoute({ lesson: home.id, step: 1, payload: encodeState({ files: [patch], flags: {} }) });
  };
}
