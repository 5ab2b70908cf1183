import { lazy, useMemo, useRef, useState } from 'react';
import { useFiles } from '../../store/files.ts';
import { addressOf, entryOf, useLesson } from '../../store/lesson.ts';
import { NO_LIMITS, type Limits } from '../../store/limits.ts';
import { makePatch } from '../../store/patch.ts';
import { usePlayer } from '../../store/player.ts';
import { encodeState, type Json } from '../../store/url.ts';
import { secondsOf } from '../format.ts';
import { useLocale, useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Part } from '../ui/Part.tsx';
import css from './share.module.css';

/** Packing is loaded when it may be wanted. */
const TakeHome = lazy(() => import('./TakeHome.tsx'));
const ClassOptions = lazy(() => import('../teach/ClassOptions.tsx'));
const MakeLesson = lazy(() => import('../build/MakeLesson.tsx'));

const FITS = [
  [400, 'qr'],
  [2_000, 'chat'],
  [8_000, 'mail'],
] as const;
const LONGEST = 64_000;

interface Choice {
  readonly files: boolean;
  readonly arrivals: boolean;
  readonly instant: boolean;
}

/** The page's address with all that was chosen behind its `#`. */
function useLink(choice: Choice, limits: Limits): string {
  const { start, edited } = useFiles();
  const lesson = useLesson();
  const { stepIndex, scenarios, pack } = lesson;
  const locale = useLocale();
  const at = usePlayer((state) => state.calmAt);
  return useMemo(() => {
    const scenario = Object.values(scenarios)[0];
    // What is the lesson's own needs no place in the link.
    const own = pack?.lesson.runs[0]?.scenario;
    const turned = JSON.stringify(own?.['traffic']) !== JSON.stringify(scenario?.traffic);
    const reseeded = own?.['seed'] !== scenario?.seed;
    const payload = encodeState({
      files: choice.files
        ? Object.entries(edited).map(([path, text]) => makePatch(path, start[path] ?? null, text))
        : [],
      flags: {},
      ...(choice.arrivals && turned && scenario?.traffic !== undefined
        ? { traffic: scenario.traffic as unknown as readonly Json[] }
        : {}),
      ...(choice.arrivals && reseeded && scenario?.seed !== undefined ? { seed: scenario.seed } : {}),
      ...(choice.instant ? { at } : {}),
      hide: limits.hide,
      locked: limits.locked,
      language: locale,
    });
    const { origin, pathname } = window.location;
    return `${origin}${pathname}${addressOf(lesson, stepIndex + 1, payload)}`;
  }, [choice, limits, edited, start, lesson, stepIndex, scenarios, pack, locale, at]);
}

export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const [choice, setChoice] = useState<Choice>({ files: true, arrivals: true, instant: true });
  const [said, setSaid] = useState('');
  const at = usePlayer((state) => state.calmAt);
  const [limits, setLimits] = useState<Limits>(NO_LIMITS);
  const link = useLink(choice, limits);
  const own = useLesson(entryOf)?.own;
  const fits = FITS.find(([most]) => link.length <= most)?.[1] ?? 'file';
  const copy = (text: string): void => {
    const blocked = (): void => {
      input.current?.select();
      setSaid(t.shareDialog.copyFailed);
    };
    try {
      navigator.clipboard.writeText(text).then(() => setSaid(t.shareDialog.copied), blocked);
    } catch {
      blocked();
    }
  };
  const rows = [
    ['files', t.shareDialog.files],
    ['arrivals', t.shareDialog.arrivals],
    ['instant', t.shareDialog.instant(t.seconds(secondsOf(at)))],
  ] as const;
  return (
    <Dialog title={t.shareDialog.title} onClose={onClose}>
      <div className={css['form']}>
        <p>{t.shareDialog.text}</p>
        {rows.map(([key, label]) => (
          <label key={key} className={css['row']}>
            <input
              type="checkbox"
              checked={choice[key]}
              onChange={(event) => setChoice({ ...choice, [key]: event.target.checked })}
            />
            {label}
          </label>
        ))}
        <div className={css['size']}>
          <b>{t.shareDialog.characters(link.length)}</b>
          <span>{t.shareDialog.fits[fits]}</span>
        </div>
        <div className={css['meter']} aria-hidden="true">
          <i
            style={{ width: `${Math.min(100, Math.max(2, (Math.log2(link.length / 100) / Math.log2(80)) * 100))}%` }}
          />
        </div>
        {link.length > LONGEST ? (
          <p role="alert">{t.shareDialog.tooLong}</p>
        ) : (
          <div className={css['link']}>
            <input
              ref={input}
              readOnly
              value={link}
              aria-label={t.shareDialog.link}
              onFocus={(event) => event.target.select()}
            />
            <Button look="fill" onClick={() => copy(link)}>
              {t.shareDialog.copy}
            </Button>
          </div>
        )}
        <Part fallback={null}>
          <ClassOptions link={link} limits={limits} onChange={setLimits} />
        </Part>
        {own === undefined && (
          <div>
            <Button onClick={() => copy(embedCode())}>{t.shareDialog.embed}</Button>
          </div>
        )}
        <output>{said}</output>
        <Part fallback={null}>
          <MakeLesson onClose={onClose} />
        </Part>
        <Part fallback={null}>
          <TakeHome />
        </Part>
      </div>
    </Dialog>
  );
}

function embedCode(): string {
  const { id, stepIndex } = useLesson.getState();
  const url = new URL('embed.html', window.location.href);
  url.hash = '';
  url.searchParams.set('lesson', id ?? '');
  url.searchParams.set('step', String(stepIndex + 1));
  return `<iframe src="${url.href}" width="720" height="420" style="border:0" allow="clipboard-write" title="Gateway Diner"></iframe>`;
}
