import css from './dev.module.css';
import { VIEWS } from './view.ts';

const WAYS = [
  ['light', ''],
  ['dark', '&theme=dark'],
  ['server', '&skin=server'],
  ['zh-TW', '&lang=zh-TW'],
] as const;

/** All views, each with its ways to be seen. */
export const List = () => (
  <main className={css['list']}>
    <h1>Gallery</h1>
    <ul>
      {VIEWS.map(({ id, width, height }) => (
        <li key={id}>
          <strong>{id}</strong>{' '}
          <small>
            {width} × {height}
          </small>
          {WAYS.map(([name, query]) => (
            <a key={name} href={`?view=${id}${query}`}>
              {name}
            </a>
          ))}
        </li>
      ))}
    </ul>
  </main>
);
