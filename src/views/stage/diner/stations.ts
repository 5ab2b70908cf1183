/** The counter: one station per worker, in the sizes of the levels of detail, with the staff behind it. */
import { C, E, G, MONO, P, R, T, U, at, type Shape, type TextStyle } from '../shapes';
import { WORKER_X } from '../anchors';
import { coin, stripFill, FILL, STROKE } from '../marks';
import type { Level, SceneModel, WorkerScene } from '../scene';
import { pen } from './extras';
import { bossPeg, mark, staffPeg, type StaffMood } from './persons';

const INK_DAY = '#2B1F2E';
const CREAM = 'var(--cream)';

/** What a station needs to know of the others. */
export type StationScene = Pick<SceneModel, 'mode' | 'workers'>;

function moodOf(worker: WorkerScene, mode: SceneModel['mode']): StaffMood {
  if (worker.look === 'frozen') return 'frozen';
  switch (worker.state) {
    case 'run':
      return worker.byHand ? 'assembling' : mode === 'one-loop' ? 'loop' : 'taking';
    case 'io':
      return mode === 'one-loop' ? 'loop' : 'waiting';
    case 'send':
      return 'handing';
    case 'err':
    case 'free':
    case 'wait':
      return mode === 'one-loop' ? 'loop' : 'ready';
  }
}

/** Pid and kind as they fit on the plate of 226 units: without the word where the kind is a long one. */
function plateText(pid: string, kind: string): [string, TextStyle] {
  const whole = `pid ${pid} · ${kind}`;
  const text = whole.length > 17 ? `${pid} · ${kind}` : whole;
  const size = Math.min(22, Math.floor(208 / (0.61 * text.length)));
  return [text, { size, fill: INK_DAY, weight: 600, font: MONO }];
}

/** Counter block at full size: top, front, state strip, name plate, the till. Base line at y = 0. */
function block(pid: string, kind: string, worker: WorkerScene): readonly Shape[] {
  const { state } = worker;
  return [
    R(985, -74, 252, 20, 4, 'var(--g-top-2)'),
    R(985, -62, 252, 10, 0, 'var(--g-top)'),
    R(985, -54, 252, 54, 0, 'var(--g-counter)'),
    R(1200, -54, 37, 54, 0, 'var(--shade)'),
    R(985, -54, 252, 5, 0, 'var(--shade-2)'),
    R(985, -9, 252, 9, 0, 'var(--g-counter-2)'),
    R(985, -54, 252, 9, 0, stripFill(state)),
    G({ class: 'gd-plate' }, R(998, -41, 226, 30, 5, CREAM), T(1111, -18.5, ...plateText(pid, kind))),
    P('M994-74L998-104H1032L1038-74Z', 'var(--g-dark)'),
    R(1000, -120, 28, 20, 3, 'var(--g-dark-2)'),
    R(1003, -117, 22, 12, 2, state === 'run' ? 'var(--st-run)' : 'var(--g-lamp)'),
    R(1001, -96, 26, 4, 2, 'var(--g-steel-2)'),
    R(1001, -88, 26, 4, 2, 'var(--g-steel-2)'),
  ];
}
/** What is made by hand lies on a board in front of the worker. */
const handwork = (x: number): readonly Shape[] => [
  R(x - 38, -82, 76, 8, 3, 'var(--g-trim)'),
  U('burger', `translate(${x} -95) scale(1.25)`),
  C(x - 22, -98, 5.5, 'var(--sk-2)'),
  C(x + 22, -98, 5.5, 'var(--sk-2)'),
];
/** Dashed outline where somebody was until a moment ago; who was torn away has left the paper hat on the counter. */
const absent = (x: number, hat: boolean): readonly Shape[] => [
  at(
    x,
    -36,
    P('M-28-8C-31-42-26-82 0-84C26-82 31-42 28-8Q0 3-28-8Z', 'none', {
      stroke: 'var(--ink-3)',
      'stroke-width': 3,
      'stroke-dasharray': '7 7',
    }),
    C(0, -106, 26, 'none', { stroke: 'var(--ink-3)', 'stroke-width': 3, 'stroke-dasharray': '7 7' }),
  ),
  ...(hat ? [U('hat-paper', `translate(${x + 70} 36) scale(.95)`)] : []),
];

/** Several at one counter stand behind the one at the till, small enough that the pill with the state has room over them. */
export const helperScale = (mode: SceneModel['mode'], stations: number): number =>
  mode === 'one-loop' ? 0.56 : stations > 2 ? 0.6 : 0.84;

/** Of more than four threads the rest is a number on the counter. */
const moreHands = (count: number): Shape =>
  G(
    {},
    R(1190, -92, 52, 28, 14, 'var(--ink)'),
    T(1216, -71, `+${count}`, { size: 20, weight: 700, font: MONO, fill: 'var(--on-ink)' }),
  );

function fullStation(worker: WorkerScene, { mode, workers }: StationScene): Shape {
  const mood = moodOf(worker, mode);
  const x = WORKER_X + (mode === 'one-loop' ? 14 : 0);
  const away = worker.look === 'killed' || worker.look === 'left';
  const threads = worker.threads.length > 1 ? worker.threads.slice(1, 4) : [];
  const helpers = helperScale(mode, workers.length);
  const apart = mode === 'one-loop' ? 36 : 52;
  const staff = away
    ? absent(x, worker.look === 'killed')
    : [
        ...threads.map((thread, i) =>
          at(
            x + 58 + apart * i,
            -42,
            G(
              { transform: `scale(${helpers})` },
              staffPeg(
                thread.state === 'io' ? 'waiting' : thread.state === 'run' ? 'taking' : 'ready',
                worker.pid + i + 1,
              ),
            ),
          ),
        ),
        at(x, -36, staffPeg(mood, worker.pid)),
      ];
  const writer = worker.threads.length > 1 ? worker.threads.slice(0, 4).findIndex((thread) => thread.holdsLock) : -1;
  const lock = away || writer < 0 ? [] : [at(writer === 0 ? x - 6 : x + 6 + apart * writer, -92, pen())];
  const pid = away ? '----' : String(worker.pid);
  return G(
    { class: `gd-station gd-look-${worker.look}` },
    E(1112, 2, 140, 10, 'var(--cast)'),
    ...staff,
    ...block(pid, worker.kind, worker),
    ...(worker.after === undefined ? [] : [U('hat-paper', `translate(${x + 70} 36) scale(.95)`)]),
    ...(worker.threads.length > 4 && !away ? [moreHands(worker.threads.length - 4)] : []),
    ...lock,
    ...(mood === 'assembling' && !away ? handwork(x) : []),
    ...(worker.look === 'frozen' ? [at(1236, 30, U('shadow'), bossPeg())] : []),
  );
}

function miniStation(worker: WorkerScene, height: number, plate: boolean, inset: number): readonly Shape[] {
  const { x: left, width } = worker.block;
  const x = left + inset;
  const w = width - inset;
  return [
    R(x, -height, w, 9, 3, 'var(--g-top-2)'),
    R(x, -height + 7, w, 4, 0, 'var(--g-top)'),
    R(x, -height + 11, w, height - 11, 0, 'var(--g-counter)'),
    R(x + w - 10, -height + 11, 10, height - 11, 0, 'var(--shade)'),
    R(x, -height + 11, w, 9, 0, stripFill(worker.state)),
    ...(plate
      ? [
          R(x + 4, -24, w - 8, 21, 3, CREAM),
          T(x + w / 2, -6.5, String(worker.pid), { size: 20, fill: INK_DAY, weight: 600, font: MONO }),
        ]
      : []),
  ];
}
const scaled = (x: number, y: number, scale: number, shape: Shape): Shape =>
  G({ transform: `translate(${x} ${y}) scale(${scale})` }, shape);

/** The counter with its shutter down: nobody listens. Base line at y = 0. */
export const closedCounter = (sign: string): Shape =>
  G(
    {},
    E(1112, 2, 140, 10, 'var(--cast)'),
    R(985, -74, 252, 20, 4, 'var(--g-top-2)'),
    R(985, -62, 252, 10, 0, 'var(--g-top)'),
    R(985, -54, 252, 54, 0, 'var(--g-counter)'),
    R(985, -9, 252, 9, 0, 'var(--g-counter-2)'),
    R(985, -54, 252, 9, 0, 'var(--sunken)'),
    R(993, -214, 236, 140, 6, 'var(--g-steel-2)'),
    ...Array.from({ length: 8 }, (_, i) => R(993, -206 + 17 * i, 236, 3, 0, 'var(--g-steel-3)')),
    R(1045, -170, 132, 44, 5, CREAM),
    T(1111, -138, sign, { size: 27, fill: '#6E1F46', weight: 700 }),
  );

/** The station of a worker at a level, base line at y = 0. */
export function station(worker: WorkerScene, level: Level, scene: StationScene): Shape {
  const { mode } = scene;
  const { x, width } = worker.block;
  switch (level) {
    case 0: {
      const drawing = fullStation(worker, scene);
      if (worker.scale === 1) return drawing;
      return G(
        {},
        G({ transform: `translate(${980 * (1 - worker.scale)} 0) scale(${worker.scale})` }, drawing),
        R(993, -30, 164, 24, 4, CREAM),
        T(1075, -11, `pid ${worker.pid}`, { size: 20, fill: INK_DAY, weight: 600, font: MONO }),
      );
    }
    case 1:
      return G(
        {},
        E(x + width / 2, 2, width / 2 + 8, 7, 'var(--cast)'),
        scaled(x + 44, -22, 0.6, staffPeg(moodOf(worker, mode), worker.pid)),
        ...miniStation(worker, 46, true, 0),
      );
    case 2:
      return G(
        {},
        E(x + width / 2, 2, width / 2 + 4, 5, 'var(--cast)'),
        scaled(x + 36, -26, 0.46, staffPeg(moodOf(worker, mode), worker.pid)),
        ...miniStation(worker, 44, true, 0),
      );
    case 3: {
      const skin = worker.look === 'frozen' ? 'frost' : String((worker.pid % 4) + 1);
      const coinHere =
        worker.path === undefined ? [] : [at(x + 8, -22, G({ transform: 'scale(.95)' }, coin(worker.path, mark)))];
      return G(
        {},
        G({ transform: `translate(${x + 40} -14) scale(.32)`, class: `gd-sk-${skin}` }, U('crowd-staff')),
        ...miniStation(worker, 27, false, 8),
        ...coinHere,
      );
    }
    case 4:
      return G(
        {},
        R(x, -30, 30, 30, 5, 'var(--g-counter)'),
        R(x, -30, 30, 6, 3, 'var(--g-top-2)'),
        R(x + 3, -23, 24, 20, 3, worker.state === 'free' ? 'var(--sunken)' : FILL[worker.state]),
        ...(worker.path === undefined ? [] : [at(x + 7, -7, G({ transform: 'scale(.6)' }, coin(worker.path, mark)))]),
      );
  }
}

/** Counts per state over the counter, from the third level on. */
export function sumBar(counts: readonly (readonly [keyof typeof FILL, number])[]): Shape {
  return G(
    {},
    R(906, 240, 8 + 86 * counts.length, 34, 6, 'var(--surface)', { opacity: 0.94 }),
    ...counts.flatMap(([state, count], i) => [
      R(912 + 86 * i, 248, 26, 18, 3, FILL[state], { stroke: STROKE[state], 'stroke-width': 2 }),
      T(944 + 86 * i, 264, String(count), { size: 22, weight: 700, anchor: 'start', font: MONO }),
    ]),
  );
}
