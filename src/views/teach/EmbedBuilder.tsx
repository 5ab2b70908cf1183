import { useRef, useState } from 'react';
import type { LessonEntry } from '../../course/catalogue.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../ui/files.ts';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

const SIZES = ['720×420', '360×560'] as const;

interface Choice {
  readonly size: (typeof SIZES)[number];
  readonly skin: string;
  readonly lang: string;
  readonly theme: string;
  readonly autoplay: boolean;
}

function addressOf(lesson: string, step: number, { skin, lang, theme, autoplay }: Choice): string {
  const url = new URL('embed.html', new URL('./', document.baseURI));
  url.searchParams.set('lesson', lesson);
  if (step > 1) url.searchParams.set('step', String(step));
  for (const [name, value] of Object.entries({ skin, lang, theme }))
    if (value !== '') url.searchParams.set(name, value);
  if (autoplay) url.searchParams.set('autoplay', '1');
  return url.href;
}

/** The lines to paste into somebody else's page. */
export function EmbedBuilder({ entry, step }: { readonly entry: LessonEntry; readonly step: number }) {
  const t = useClassWords().embed;
  const locale = useLocale();
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const [choice, setChoice] = useState<Choice>({ size: '720×420', skin: '', lang: '', theme: '', autoplay: false });
  const [width = '720', height = '420'] = choice.size.split('×');
  const src = addressOf(entry.id, step, choice);
  const title = `Gateway Diner: ${entry.title[locale]}`.replaceAll('"', '&quot;');
  const code = `<iframe src="${src.replaceAll('&', '&amp;')}" width="${width}" height="${height}" title="${title}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
  const selects = [
    ['size', t.size, SIZES.map((size) => [size, size] as const)],
    [
      'skin',
      t.skin,
      [
        ['', t.diner],
        ['server', t.server],
      ] as const,
    ],
    [
      'lang',
      t.language,
      [
        ['', t.auto],
        ['zh-TW', '中文'],
        ['en', 'English'],
      ] as const,
    ],
    [
      'theme',
      t.theme,
      [
        ['', t.auto],
        ['light', t.light],
        ['dark', t.dark],
      ] as const,
    ],
  ] as const;
  return (
    <section aria-labelledby="embed">
      <h2 id="embed">{t.title}</h2>
      <p>{t.text}</p>
      <div className={css['fields']}>
        {selects.map(([name, label, options]) => (
          <label key={name} className={css['field']}>
            {label}
            <select value={choice[name]} onChange={(event) => setChoice({ ...choice, [name]: event.target.value })}>
              {options.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label className={css['check']}>
          <input
            type="checkbox"
            checked={choice.autoplay}
            onChange={(event) => setChoice({ ...choice, autoplay: event.target.checked })}
          />
          {t.autoplay}
        </label>
      </div>
      <label className={css['field']}>
        {t.code}
        <textarea ref={area} readOnly rows={3} value={code} onFocus={(event) => event.target.select()} />
      </label>
      <div className={css['actions']}>
        <Button
          onClick={() =>
            void copyText(code).then((done) => {
              if (!done) area.current?.select();
              setSaid(done ? t.copied : t.blocked);
            })
          }
        >
          {t.copy}
        </Button>
        <a href={src} target="_blank" rel="noopener">
          {t.preview}
        </a>
      </div>
      <output>{said}</output>
    </section>
  );
}
