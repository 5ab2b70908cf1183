import { useEffect, useRef, useState } from 'react';
import type { LessonEntry } from '../../course/catalogue.ts';
import { EMBED_PANELS, hasSide, NARROW_PANELS, WIDE_PANELS, type EmbedPanel } from '../../store/embed-panels.ts';
import { keptVersions } from '../../store/versions.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../ui/files.ts';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

const SIZES = ['720×420', '360×560'] as const;

type Size = (typeof SIZES)[number];
type Words = ReturnType<typeof useClassWords>['embed'];
const USUAL: Readonly<Record<Size, readonly EmbedPanel[]>> = { '720×420': WIDE_PANELS, '360×560': NARROW_PANELS };
/** What a line of words and the lanes add to the wide shape, CSS pixels; the narrow one has room for them. */
const MORE_PX: Readonly<Partial<Record<EmbedPanel, number>>> = { caption: 38, timeline: 110 };
/** The picture keeps its proportions: without a column beside it, it is wider and so higher. */
const ALONE_PX = 72;

interface Choice {
  readonly size: Size;
  readonly skin: string;
  readonly lang: string;
  readonly theme: string;
  readonly autoplay: boolean;
  /** A version that stays as it is; '' for the newest. */
  readonly version: string;
  /** Null: the usual ones of the size. */
  readonly panels: readonly EmbedPanel[] | null;
}

/** Adds or takes away; back at the usual ones, none are named. */
function toggled({ size, panels }: Choice, panel: EmbedPanel): Choice['panels'] {
  const now = panels ?? USUAL[size];
  const next = EMBED_PANELS.filter((one) => (one === panel ? !now.includes(one) : now.includes(one)));
  return next.every((one) => USUAL[size].includes(one)) && next.length === USUAL[size].length ? null : next;
}

function heightOf({ size, panels }: Choice): number {
  const usual = Number(size.split('×')[1]);
  if (size !== SIZES[0]) return usual;
  const alone = panels === null || hasSide(panels) ? 0 : ALONE_PX;
  return usual + alone + (panels ?? []).reduce((sum, panel) => sum + (MORE_PX[panel] ?? 0), 0);
}

function addressOf(lesson: string, step: number, { skin, lang, theme, autoplay, panels, version }: Choice): string {
  const url = new URL(`${version === '' ? '' : `v/${version}/`}embed.html`, new URL('./', document.baseURI));
  url.searchParams.set('lesson', lesson);
  if (step > 1) url.searchParams.set('step', String(step));
  for (const [name, value] of Object.entries({ skin, lang, theme }))
    if (value !== '') url.searchParams.set(name, value);
  if (autoplay) url.searchParams.set('autoplay', '1');
  // Commas may stand in a query as they are, and are easier to read.
  return url.href + (panels === null ? '' : `&panels=${panels.join(',')}`);
}

interface PanelChoiceProps {
  readonly choice: Choice;
  readonly onChange: (panels: Choice['panels']) => void;
}

/** Picture or code must stay: the rest speaks of them. */
function PanelChoice({ choice, onChange }: PanelChoiceProps) {
  const t = useClassWords().embed;
  const shown = choice.panels ?? USUAL[choice.size];
  const needed = (panel: EmbedPanel): boolean =>
    (panel === 'stage' && !shown.includes('code')) || (panel === 'code' && !shown.includes('stage'));
  return (
    <fieldset className={css['panels']}>
      <legend>{t.panels}</legend>
      {EMBED_PANELS.map((panel) => (
        <label key={panel} className={css['check']}>
          <input
            type="checkbox"
            checked={shown.includes(panel)}
            disabled={needed(panel)}
            onChange={() => onChange(toggled(choice, panel))}
          />
          {t.panel[panel]}
        </label>
      ))}
    </fieldset>
  );
}

/** What is chosen from a list: its name, its label, and each value with its words. */
function selectsOf(t: Words, versions: readonly string[]) {
  return [
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
    ...(versions.length === 0
      ? []
      : [['version', t.version, [['', t.newest] as const, ...versions.map((one) => [one, one] as const)]] as const]),
  ] as const;
}

/** None at first, and where none are kept. */
function useVersions(): readonly string[] {
  const [versions, setVersions] = useState<readonly string[]>([]);
  useEffect(() => {
    let here = true;
    void keptVersions(document.baseURI).then((found) => here && setVersions(found));
    return () => {
      here = false;
    };
  }, []);
  return versions;
}

/** The lines to paste into somebody else's page. */
export function EmbedBuilder({ entry, step }: { readonly entry: LessonEntry; readonly step: number }) {
  const t = useClassWords().embed;
  const locale = useLocale();
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const [choice, setChoice] = useState<Choice>({
    size: '720×420',
    skin: '',
    lang: '',
    theme: '',
    autoplay: false,
    panels: null,
    version: '',
  });
  const versions = useVersions();
  const [width = '720'] = choice.size.split('×');
  const height = heightOf(choice);
  const src = addressOf(entry.id, step, choice);
  const title = `Gateway Diner: ${entry.title[locale]}`.replaceAll('"', '&quot;');
  const code = `<iframe src="${src.replaceAll('&', '&amp;')}" width="${width}" height="${height}" title="${title}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
  const selects = selectsOf(t, versions);
  return (
    <section aria-labelledby="embed">
      <h2 id="embed">{t.title}</h2>
      <p>{t.text}</p>
      <div className={css['fields']}>
        {selects.map(([name, label, options]) => (
          <label key={name} className={css['field']}>
            {label}
            <select
              value={choice[name]}
              onChange={(event) =>
                setChoice({ ...choice, [name]: event.target.value, ...(name === 'size' ? { panels: null } : {}) })
              }
            >
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
      <PanelChoice choice={choice} onChange={(panels) => setChoice({ ...choice, panels })} />
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
          {t.alone}
        </a>
      </div>
      <output>{said}</output>
      <iframe
        className={css['preview']}
        title={`${t.preview}: ${title}`}
        src={src}
        width={width}
        height={height}
        loading="lazy"
      />
    </section>
  );
}
