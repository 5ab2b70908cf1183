import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import {
  GRAVE,
  nameFor,
  ownKitchen,
  placeKitchen,
  type Brought,
  type Finding,
  type Kitchen,
} from '../../classroom/bring/index.ts';
import { encodeOwn } from '../../classroom/own/index.ts';
import { formatRoute, OWN } from '../../store/route.ts';
import { Button } from '../ui/Button.tsx';
import { FileButton } from '../ui/FileButton.tsx';
import { kitchenTexts } from './kitchen-text.ts';
import { chosenFiles, droppedFiles, readHeld } from './read.ts';
import { Survey } from './Survey.tsx';
import { useBringWords } from './words.ts';
import css from './bring.module.css';

/** What the page cannot know by itself: the packages of this build, and what the programs say of the files. */
export interface BringTools {
  readonly shelf: () => Promise<readonly string[]>;
  readonly inspect: (kitchen: Kitchen) => Promise<readonly Finding[]>;
}

interface Basket {
  readonly files: readonly Brought[];
  readonly left: readonly Finding[];
}
interface Seen {
  readonly kitchen: Kitchen;
  readonly findings: readonly Finding[];
}

const EMPTY: Basket = { files: [], left: [] };

function useSurvey({ files, left }: Basket, tools: BringTools): Seen | null {
  const [seen, setSeen] = useState<Seen | null>(null);
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const kitchen = placeKitchen(files, await tools.shelf());
      const more = await tools.inspect(kitchen);
      if (current) setSeen({ kitchen, findings: [...kitchen.findings, ...more, ...left] });
    };
    if (files.length > 0 || left.length > 0) void look();
    return () => {
      current = false;
    };
  }, [files, left, tools]);
  return files.length > 0 || left.length > 0 ? seen : null;
}

/** Files may be dropped anywhere on the page. */
function useDrop(add: (held: ReturnType<typeof droppedFiles>) => Promise<void>): void {
  useLayoutEffect(() => {
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      if (event.dataTransfer !== null) void add(droppedFiles(event.dataTransfer));
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, [add]);
}

/** The way in: somebody's own app, on the simulated machine. */
export default function BringPage({ tools }: { readonly tools: BringTools }) {
  const t = useBringWords();
  const [basket, setBasket] = useState<Basket>(EMPTY);
  const [said, setSaid] = useState('');
  const seen = useSurvey(basket, tools);
  const add = useCallback(
    async (held: ReturnType<typeof chosenFiles> | ReturnType<typeof droppedFiles>): Promise<void> => {
      setSaid(t.reading);
      try {
        const { files, left } = await readHeld(await held);
        setBasket((before) => ({
          files: [...before.files.filter((old) => !files.some((one) => one.path === old.path)), ...files].slice(0, 200),
          left: [...before.left, ...left],
        }));
        setSaid('');
      } catch {
        setSaid(t.unreadable);
      }
    },
    [t],
  );
  useDrop(add);
  return (
    <main className={css['page']}>
      <h1>{t.title}</h1>
      <p>{t.intro}</p>
      <p>
        <b>{t.nothing}</b>
      </p>
      <section className={css['drop']} aria-label={t.drop}>
        <p>{t.drop}</p>
        <div className={css['row']}>
          <FileButton label={t.folder} folder multiple onChoose={(files) => void add(chosenFiles(files))} />
          <FileButton label={t.files} multiple onChoose={(files) => void add(chosenFiles(files))} />
        </div>
      </section>
      <Paste
        onAdd={(one) =>
          setBasket((before) => ({ ...before, files: [...before.files.filter((old) => old.path !== one.path), one] }))
        }
      />
      <output>{said}</output>
      {seen !== null && (
        <>
          <div className={css['row']}>
            {basket.files.length <= 12 &&
              basket.files.map(({ path }) => (
                <Button
                  key={path}
                  small
                  aria-label={t.remove(path)}
                  onClick={() => setBasket({ ...basket, files: basket.files.filter((one) => one.path !== path) })}
                >
                  {path} ×
                </Button>
              ))}
            <Button small onClick={() => setBasket(EMPTY)}>
              {t.clear}
            </Button>
          </div>
          <Survey {...seen} />
          <Open {...seen} />
        </>
      )}
      <p>
        <a href="#/">{t.menu}</a>
      </p>
    </main>
  );
}

function Open({ kitchen, findings }: Seen) {
  const t = useBringWords();
  const [big, setBig] = useState(false);
  if (kitchen.tabs.length === 0) return null;
  const open = (): void => {
    const payload = encodeOwn(ownKitchen(kitchen, kitchenTexts(kitchen, findings)));
    if (payload.ok) window.location.hash = formatRoute({ lesson: OWN, step: 1, payload: payload.value });
    else setBig(true);
  };
  return (
    <>
      <div>
        <Button look="fill" onClick={open}>
          {findings.some((finding) => GRAVE.has(finding.kind)) ? t.anyway : t.start}
        </Button>
      </div>
      {big && <p role="alert">{t.tooBig}</p>}
    </>
  );
}

function Paste({ onAdd }: { readonly onAdd: (file: Brought) => void }) {
  const t = useBringWords();
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const plain = name.split(/[/\\]+/).filter((part) => /^[\w.@+-]+$/.test(part) && !/^\.+$/.test(part));
  const found = plain.length > 0 ? plain.join('/') : nameFor(text);
  return (
    <section aria-labelledby="bring-paste">
      <h2 id="bring-paste">{t.paste}</h2>
      <label className={css['field']}>
        {t.pasteLabel}
        <textarea
          rows={7}
          value={text}
          maxLength={200_000}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={css['row']}>
        <label className={css['field']}>
          {t.name}
          <input
            value={name}
            maxLength={120}
            spellCheck={false}
            placeholder={text.trim() === '' ? t.nameAuto : nameFor(text)}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <Button
          disabled={text.trim() === ''}
          onClick={() => {
            onAdd({ path: found, text });
            setText('');
            setName('');
          }}
        >
          {t.add}
        </Button>
      </div>
    </section>
  );
}
