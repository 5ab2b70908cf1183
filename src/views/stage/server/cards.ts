/** The server skin's requests and workers: tokens, worker cards in the sizes of the levels, the card of an event loop. */
import { FILL, STROKE, coin, softFill, stripFill } from '../marks';
import { mark } from '../diner/persons';
import type { StageWords } from '../../../i18n/stage';
import type { Level, PathClass, SceneModel, WorkerScene } from '../scene';
import { C, G, MONO, P, R, SANS, T, named, type Shape } from '../shapes';
import { BD, INK_2, box, cut, mono } from './parts';

/** A request as a token, its middle at the origin. */
export function token(path: PathClass, label: string, selected: boolean): Shape {
  return G(
    { class: 'gd-figure' },
    R(-24, -30, 54, 64, 10, 'var(--cast)'),
    R(-27, -34, 54, 64, 10, `var(--p-${path})`, { stroke: 'var(--ink)', 'stroke-width': selected ? 5 : 0 }),
    mark(path, 'translate(0 -12) scale(1.05)'),
    T(0, 22, label, { size: label.length > 3 ? 17 : 23, fill: 'var(--on-path)', weight: 700, font: MONO }),
  );
}
export const tokenBlock = (path: PathClass, ready: number | undefined): Shape =>
  G(
    {},
    R(3, -26, 24, 24, 5, `var(--p-${path})`, { opacity: 0.45 }),
    G({ transform: 'translate(13 -16) scale(1.1)' }, coin(path, mark)),
    ...(ready === undefined ? [] : [R(0, 2, 28, 6, 2, FILL.io), R(0, 2, 28 * ready, 6, 2, 'var(--st-send)')]),
  );
export const strip = (ready: boolean): Shape => R(-22, -8, 44, 7, 3, ready ? 'var(--st-send)' : FILL.io);

/** A worker's card. Base line of the station at y = 0. */
export function workerCard(worker: WorkerScene, level: Level): Shape {
  const { state, block, path } = worker;
  const border = state === 'free' ? BD : STROKE[state];
  const pid = worker.look === 'killed' || worker.look === 'left' ? '----' : String(worker.pid);
  const { x, width } = block;
  const held = path === undefined ? [] : [path];
  switch (level) {
    case 0:
      return fullCard(worker, border, pid);
    case 1:
      return G(
        {},
        R(x + 2, -98, width, 100, 9, 'var(--cast)', { opacity: 0.7 }),
        R(x, -100, width, 100, 9, 'var(--n-box)', { stroke: border, 'stroke-width': 3 }),
        R(x, -100, width, 30, 9, BD),
        R(x, -80, width, 10, 0, BD),
        mono(x + 10, -78, pid, 20.5, 'var(--n-bg)', 600),
        R(x + 2, -70, width - 4, 9, 0, stripFill(state)),
        mono(x + 8, -36, cut(worker.code.replace(/\(.*$/, ''), 9), 20, 'var(--ink)', 600),
        mono(x + 8, -12, cut(worker.source.replace(/^.*:/, 'line ') || worker.note, 9), 20, INK_2),
      );
    case 2:
      return G(
        {},
        R(x, -92, width, 92, 7, 'var(--n-box)', { stroke: border, 'stroke-width': 3 }),
        R(x, -92, width, 26, 7, BD),
        R(x, -74, width, 9, 0, BD),
        mono(x + width / 2, -73, pid, 20, 'var(--n-bg)', 600, 'middle'),
        R(x + 2, -64, width - 4, 30, 0, stripFill(state)),
        mono(
          x + width / 2,
          -10,
          worker.source.includes(':') ? worker.source.replace(/^.*:/, 'L') : '–',
          20,
          INK_2,
          600,
          'middle',
        ),
      );
    case 3:
      return G(
        {},
        R(x + 8, -45, width - 8, 41, 6, stripFill(state), { stroke: border, 'stroke-width': 2.5 }),
        ...held.map((p) => G({ transform: `translate(${x + 8} -25)` }, coin(p, mark))),
      );
    case 4:
      return G(
        {},
        R(x, -30, 30, 30, 5, stripFill(state), { stroke: border, 'stroke-width': 2 }),
        ...held.map((p) => G({ transform: `translate(${x + 7} -7) scale(.6)` }, coin(p, mark))),
      );
  }
}
/** One of several threads: what it does, and whether it holds the lock. */
function threadRow(thread: WorkerScene['threads'][number], x: number, y: number, small: boolean): Shape {
  const text = thread.holdsLock && small ? `${thread.label} GIL` : thread.label;
  return G(
    {},
    R(x, y, small ? 112 : 150, 20, 4, softFill(thread.state)),
    mono(x + 6, y + 16, text, 18, 'var(--ink)', thread.holdsLock ? 700 : 400),
    ...(thread.holdsLock && !small ? [mono(1224, y + 16, 'GIL', 18, INK_2, 600, 'end')] : []),
  );
}
function fullCard(worker: WorkerScene, border: string, pid: string): Shape {
  const small = worker.scale < 1;
  const d = small ? 46 : 0;
  const threads = worker.threads.length > 1 ? worker.threads.slice(0, 4) : [];
  return G(
    { class: `gd-look-${worker.look}` },
    ...box(985, small ? -118 : -164, 252, small ? 114 : 158, pid, border),
    R(987, -128 + d, 248, 10, 0, stripFill(worker.state)),
    ...(threads.length > 0
      ? [
          ...threads.map((thread, i) =>
            threadRow(thread, small ? 996 + 118 * (i % 2) : 996, small ? -62 + 28 * (i >> 1) : -108 + 25 * i, small),
          ),
          ...(worker.threads.length > threads.length
            ? [mono(1224, small ? -64 : -17, `+${worker.threads.length - threads.length}`, 18, INK_2, 600, 'end')]
            : []),
        ]
      : [
          mono(1000, -94 + d, worker.source === '' ? worker.note : cut(worker.source, 13), 20.5, INK_2),
          mono(1222, -94 + d, worker.kind, 20.5, INK_2, 400, 'end'),
          R(996, -82 + d, 230, 32, 5, softFill(worker.state)),
          mono(1004, -60 + d, cut(worker.code, 17), 20.5, 'var(--ink)', 600),
          ...(small ? [] : [T(1000, -22, worker.note, { size: 20.5, fill: INK_2, anchor: 'start', font: SANS })]),
        ]),
  );
}

/** The middle of the loop, from the station's base line. */
export const LOOP = [1111, -24] as const;
/** One process with an event loop: task list above, the loop, the line that runs. */
export function loopCard(worker: WorkerScene, parked: SceneModel['parked'], words: StageWords): Shape {
  const state = worker.state;
  const border = state === 'free' ? BD : STROKE[state];
  const [cx, cy, r] = [...LOOP, 70];
  const few = parked.count <= 8;
  const tasks = few
    ? parked.rail
        .slice(0, 6)
        .flatMap((task, j) => [
          R(998 + j * 39, -211, 34, 28, 5, `var(--p-${task.path})`),
          T(1015 + j * 39, -190, String(task.ticket), { size: 19.5, fill: 'var(--on-path)', weight: 700, font: MONO }),
          R(998 + j * 39, -182, 34, 6, 2, task.ready ? 'var(--st-send)' : FILL.io),
        ])
    : [
        R(998, -206, 226, 18, 4, FILL.io),
        R(998, -206, (226 * parked.rail.filter((t) => t.ready).length) / parked.rail.length, 18, 4, 'var(--st-send)'),
      ];
  const dots = Array.from({ length: 8 }, (_, j) =>
    C(cx + r * Math.cos(-Math.PI / 2 + (j * Math.PI) / 4), cy + r * Math.sin(-Math.PI / 2 + (j * Math.PI) / 4), 5, BD),
  );
  return G(
    {},
    ...box(985, -250, 252, 76),
    T(1000, -222, words.tasks, { size: 20.5, fill: INK_2, weight: 600, anchor: 'start' }),
    mono(1224, -222, String(parked.count), 22, 'var(--ink)', 700, 'end'),
    ...tasks,
    ...box(985, -164, 252, 250, String(worker.pid), border),
    R(987, -128, 248, 10, 0, stripFill(state)),
    C(cx, cy, r, 'none', { stroke: BD, 'stroke-width': 3, 'stroke-dasharray': '4 8', 'stroke-linecap': 'round' }),
    named('pointer', P(`M${cx + r - 10} ${cy - 8}L${cx + r} ${cy + 8}L${cx + r + 10} ${cy - 8}Z`, BD)),
    T(cx, cy - 8, words.loop[0], { size: 22, weight: 700 }),
    T(cx, cy + 20, words.loop[1], { size: 22, weight: 700 }),
    ...dots,
    R(996, 50, 230, 28, 5, softFill(state)),
    mono(1004, 71, cut(worker.code, 18), 19.5, 'var(--ink)', 600),
  );
}
