import { ArrowLeft, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { INSPECTOR_WORDS, type InspectorWords } from '../../i18n/inspector.ts';
import type { RunModel } from '../../projections/model.ts';
import { useFiles } from '../../store/files.ts';
import { useSelection, type Inspected } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { lasting, ticket } from '../format.ts';
import { useLocale, useMessages } from '../messages.ts';
import { useActions } from '../run-hooks.ts';
import { fileMatches } from '../source.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { leave } from './reading.ts';
import css from './inspector.module.css';

export const useInspectorWords = (): InspectorWords => INSPECTOR_WORDS[useLocale()];

/** How long something lasted, in this page's language. */
export function useSeconds(): (us: number) => string {
  const t = useMessages();
  return (us) => lasting(us, t);
}

/** Closer together (µs), two instants of a run would be written alike. */
const CLOSE = 100_000;

/** An instant of the run; soon after the first of its row, how much later it is. */
export function useWhen(): (at: number, first: number, t0: number) => string {
  const seconds = useSeconds();
  return (at, first, t0) => (at > first && at - first < CLOSE ? `+${seconds(at - first)}` : seconds(at - t0));
}

interface HeadProps {
  readonly title: string;
  readonly sub: ReactNode;
  readonly numbers: readonly (readonly [name: string, value: string])[];
  readonly children?: ReactNode;
}

/** The head of every view of the inspector: what it is, its numbers, and the ways out. */
export function Head({ title, sub, numbers, children }: HeadProps) {
  const t = useMessages();
  const words = useInspectorWords();
  const trail = useSelection((state) => state.trail);
  return (
    <div className={css['head']}>
      {trail.length > 0 && (
        <IconButton label={words.back} onClick={useSelection.getState().back}>
          <ArrowLeft size={18} />
        </IconButton>
      )}
      <div>
        <h2 tabIndex={-1} aria-live="polite">
          {title}
        </h2>
        <div className={css['sub']}>{sub}</div>
      </div>
      <dl className={css['kpi']}>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={css['actions']}>
        {children}
        <IconButton label={t.close} onClick={() => useSelection.getState().inspect(null)}>
          <X size={18} />
        </IconButton>
      </div>
    </div>
  );
}

export const Card = ({
  title,
  aside,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) => (
  <section className={css['card']} data-wide={wide}>
    <h3>
      {title} {aside !== undefined && <span className={css['key']}>{aside}</span>}
    </h3>
    {children}
  </section>
);

export const nameOf = (what: Inspected, words: InspectorWords): string => {
  switch (what.kind) {
    case 'request':
      return words.title(ticket(what.req));
    case 'process':
      return words.process(what.pid);
    case 'connection':
      return words.connection(what.conn);
  }
};

/** So many rows of a long list are shown before somebody asks for all of them. */
const FIRST_ROWS = 24;

/** A list of which the first rows stand there; the rest comes when it is asked for. */
export function Rows<T>({ of, row }: { readonly of: readonly T[]; readonly row: (one: T) => ReactNode }) {
  const words = useInspectorWords();
  const [all, setAll] = useState(false);
  const more = of.length - FIRST_ROWS;
  return (
    <>
      <ul className={css['list']}>{(all ? of : of.slice(0, FIRST_ROWS)).map(row)}</ul>
      {more > 0 && (
        <Button small aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.fewer : words.more(more)}
        </Button>
      )}
    </>
  );
}

/** A way to something else that can be inspected. */
export function Link({ to, children }: { readonly to: Inspected; readonly children?: ReactNode }) {
  const words = useInspectorWords();
  const name = nameOf(to, words);
  return (
    <button
      type="button"
      className={css['link']}
      // A bare number says too little to somebody who does not see where it stands.
      {...(typeof children === 'string' && name.includes(children) ? { 'aria-label': name } : {})}
      onClick={(event) => {
        leave(useSelection.getState().inspected, event.currentTarget);
        useSelection.getState().examine(to);
      }}
    >
      {children ?? name}
    </button>
  );
}

interface InstantProps {
  readonly at: number;
  readonly model: RunModel;
  /** The first of the row of instants that this is one of. */
  readonly first?: number;
}
/** A way to an instant of the run: the inspector closes, and the picture stands there. */
export function Instant({ at, model, first = at }: InstantProps) {
  const words = useInspectorWords();
  const when = useWhen();
  const { seek, pause } = useActions();
  const text = when(at, first, model.t0);
  return (
    <button
      type="button"
      className={css['instant']}
      aria-label={words.lineJump(text)}
      onClick={() => {
        pause();
        seek(at - model.t0);
        useSelection.getState().inspect(null);
      }}
    >
      {text}
    </button>
  );
}

/** A way to a line of code: into the editor where the file is the lesson's. */
export function Place({ file, line }: { readonly file: string; readonly line: number }) {
  const words = useInspectorWords();
  const path = useFiles((state) => state.order.find((one) => fileMatches(one, file)));
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (line <= 0) return <span>{name}</span>;
  if (path === undefined) return <code>{`${name}:${line}`}</code>;
  return (
    <button
      type="button"
      className={css['link']}
      aria-label={words.lines.show(name, line)}
      onClick={() => {
        useFiles.getState().select(path);
        useSelection.getState().inspect(null);
        useSettings.getState().setPlace('code');
        useSelection.getState().showLine(path, line);
      }}
    >
      {`${name}:${line}`}
    </button>
  );
}

/** How a process ended, in words: a signal by its name, else the code. */
export const howEnded = (exit: string | null, code: (n: string) => string): string =>
  exit === null ? '' : exit.startsWith('SIG') ? exit : code(exit);
