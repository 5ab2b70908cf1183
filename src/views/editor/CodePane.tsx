import { late } from '../late.ts';
import { Part } from '../ui/Part.tsx';
import css from './editor.module.css';

const Pane = late(async () => (await import('./Pane.tsx')).Pane);

/** The learner's files. They come right after the first picture: it does not need them to move. */
export const CodePane = ({ phone = false }: { readonly phone?: boolean }) => (
  <Part fallback={<div className={css['pane']} />}>
    <Pane phone={phone} />
  </Part>
);
