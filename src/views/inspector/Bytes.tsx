import { useInspectorWords } from './parts.tsx';
import css from './papers.module.css';

/** A row of the dump; a paper on a wide page has room for eight. */
const PER_ROW = 8;
const MOST_ROWS = 64;

interface Row {
  readonly hex: string;
  readonly text: string;
}

/** As `xxd` shows them: what is no printable ASCII is a dot. `data`: one character per byte. */
export function dumpOf(data: string): readonly Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < data.length && rows.length < MOST_ROWS; at += PER_ROW) {
    const row = data.slice(at, at + PER_ROW);
    const hex = [...row].map((one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
    rows.push({ hex, text: row.replace(/[^\x20-\x7e]/g, '.') });
  }
  return rows;
}

/** What really crossed the wire, in what room the paper has left; it scrolls. */
export function Bytes({ data, total }: { readonly data: string; readonly total: number }) {
  const words = useInspectorWords();
  const rows = dumpOf(data);
  const label = words.bytes(total);
  return (
    <figure className={css['bytes']}>
      <figcaption>{label}</figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <section aria-label={label} tabIndex={0}>
        {rows.map(({ hex, text }, i) => (
          <div key={i}>
            <code>{hex}</code>
            <code aria-hidden="true">{text}</code>
          </div>
        ))}
        {data.length > MOST_ROWS * PER_ROW && <p>{words.cut(MOST_ROWS * PER_ROW, total)}</p>}
      </section>
    </figure>
  );
}
