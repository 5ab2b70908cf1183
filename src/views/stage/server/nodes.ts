/** The server skin: client, proxy, accept queue, worker cards, arbiter, services, drawn as plain boxes on the diner's anchors. */
import { ZONES, linePlace } from '../anchors';
import { STROKE, coin, softFill, stripFill, FILL } from '../marks';
import { mark } from '../diner/persons';
import type { StageWords } from '../metaphor';
import { C, E, G, L, MONO, P, R, SANS, T, named, paint, pattern, type Attrs, type Shape } from '../shapes';
import type { Beat, Level, PathClass, ProxyScene, SceneModel, ServiceScene, WorkerScene } from '../scene';

const WIRE = 'var(--n-wire)';
const BD = 'var(--n-bd)';
const INK_2 = 'var(--ink-2)';
const LINE_2 = 'var(--line-2)';
export const serverPatterns: readonly Shape[] = [pattern('dots', 25, 25, undefined, C(12.5, 12.5, 1.6, 'var(--n-dot)'))];

const mono = (x: number, y: number, text: string, size: number, fill = 'var(--ink)', weight = 400, anchor: 'start' | 'middle' | 'end' = 'start'): Shape =>
  T(x, y, text, { size, fill, weight, anchor, font: MONO });
const dashed = (dash: string): Attrs => ({ 'stroke-dasharray': dash });
const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

function box(x: number, y: number, w: number, h: number, title?: string, border = BD): readonly Shape[] {
  const head =
    title === undefined
      ? []
      : [P(`M${x} ${y + 36}V${y + 12}Q${x} ${y} ${x + 12} ${y}H${x + w - 12}Q${x + w} ${y} ${x + w} ${y + 12}V${y + 36}Z`, BD), mono(x + 14, y + 26, title, 23, 'var(--n-bg)', 600)];
  return [R(x + 4, y + 5, w, h, 12, 'var(--cast)', { opacity: 0.7 }), R(x, y, w, h, 12, 'var(--n-box)', { stroke: border, 'stroke-width': 3 }), ...head];
}

export const ground = (): readonly Shape[] => [
  R(0, 0, 1600, 828, 0, 'var(--n-bg)'),
  R(0, 0, 1600, 828, 0, paint('dots')),
  ...[1, 3].map((i) => {
    const [a, b] = ZONES[i] ?? [0, 0];
    return R(a, 0, b - a, 828, 0, 'var(--n-zone)', { opacity: 0.75 });
  }),
  L('M18 539H306', WIRE, 4, dashed('2 10')),
  L('M300 760H18', WIRE, 4, dashed('2 10')),
  P('M300 530L318 539L300 548Z', WIRE),
  P('M22 751L4 760L22 769Z', WIRE),
  L('M578 539H890', WIRE, 4),
];

export const clientBox = (lines: readonly string[]): Shape =>
  G({}, ...box(40, 40, 222, 126), ...lines.slice(0, 3).map((line, i) => mono(151, [88, 120, 150][i] ?? 150, cut(line, 17), [24, 22, 20.5][i] ?? 20, i === 0 ? 'var(--ink)' : INK_2, i === 0 ? 600 : 400, 'middle')));

/** The proxy: what it listens on, its locations, its store, its last log lines. */
export function proxyBox(proxy: ProxyScene): Shape {
  const rows = proxy.locations.slice(0, 2);
  const lock = proxy.tls ? [R(528, 258, 24, 18, 4, 'var(--ink-2)'), L('M533 258V252Q533 245 540 245Q547 245 547 252V258', INK_2, 3.5)] : [];
  return G(
    {},
    ...box(326, 206, 252, 602, proxy.name),
    mono(564, 232, `pid ${proxy.pid}`, 20, 'var(--n-bg)', 400, 'end'),
    mono(344, 274, proxy.listen, 23, 'var(--ink)', 600),
    ...lock,
    ...rows.flatMap((location, j) => {
      const y = 296 + j * 62;
      return [
        R(340, y, 224, 54, 7, location.active ? 'var(--st-send-bg)' : 'var(--n-zone)', { stroke: location.active ? 'var(--st-send)' : LINE_2, 'stroke-width': 2.5 }),
        mono(352, y + 24, cut(`location ${location.match}`, 18), 20.5, 'var(--ink)', 600),
        mono(352, y + 46, cut(`→ ${location.action}`, 17), 20, INK_2),
      ];
    }),
    R(340, 424, 224, 66, 7, 'none', { stroke: LINE_2, 'stroke-width': 2.5, 'stroke-dasharray': '6 6' }),
    mono(352, 450, cut(proxy.storeLabel, 17), 20.5, INK_2, 600),
    ...[0, 1, 2, 3, 4, 5].map((k) => R(352 + k * 34, 460, 24, 18, 3, 'var(--g-cup)', { opacity: k < proxy.storeUsed ? 1 : 0.25 })),
    L('M340 539H564', LINE_2, 3, dashed('2 9')),
    L('M564 760H340', LINE_2, 3, dashed('2 9')),
    R(340, 612, 224, 62, 7, 'var(--n-zone)'),
    ...proxy.lines.slice(-2).map((line, j) => mono(352, 637 + 26 * j, cut(line, 17), 20, INK_2)),
  );
}

/** The accept queue's places, and the wires that fan out to the workers. */
export function queueBoxes(workers: readonly WorkerScene[], level: Level): Shape {
  const places = [0, 1, 2, 3, 4].map((i) => linePlace(i, 0));
  const fan: Shape[] = [];
  const first = workers[0];
  const last = workers[workers.length - 1];
  if (level === 0) {
    for (const worker of workers) fan.push(L(`M890 539C916 539 905 ${worker.y - 48} 930 ${worker.y - 48}`, WIRE, 4));
  } else if (first !== undefined && last !== undefined) {
    fan.push(L(`M890 539H908M908 ${Math.min(539, first.y - 22)}V${Math.max(539, last.y - 22)}`, WIRE, 4));
    for (const y of new Set(workers.map((worker) => worker.y))) fan.push(L(`M908 ${y - 22}H${first.customer.x - (level < 3 ? 6 : 0)}`, WIRE, 4));
  }
  return G({}, ...places.map(({ x, y }) => R(x - 30, y - 72, 60, 74, 10, 'var(--n-box)', { stroke: WIRE, 'stroke-width': 2.5, 'stroke-dasharray': '7 6' })), ...fan);
}
/** Refs: `count`, `fill`. */
export function queueLabel(label: string, level: Level): Shape {
  const y = level === 0 ? 446 : level === 1 ? 300 : 290;
  const gauge =
    level === 0
      ? []
      : [R(604, y + 42, 286, 12, 6, 'var(--sunken)', { stroke: LINE_2, 'stroke-width': 1.5 }), named('fill', R(604, y + 42, 12, 12, 6, FILL.wait))];
  return G({}, mono(747, y, cut(label, 25), 21, INK_2, 400, 'middle'), named('count', mono(747, y + 30, '', 22, 'var(--ink)', 600, 'middle')), ...gauge);
}

export function arbiterBox(name: string, pid: number, beats: readonly Beat[], words: StageWords): Shape {
  const n = beats.length;
  const late = beats.filter((b) => b.state === 'late');
  const colour = (b: Beat): string => (b.state === 'late' ? 'var(--st-err)' : b.state === 'new' ? 'var(--st-run)' : 'var(--st-send)');
  const out: Shape[] = [...box(985, 26, 252, 150, `${name} ${pid}`)];
  if (n <= 3) {
    beats.forEach((b, i) => {
      const y = 84 + i * 32;
      out.push(L(`M1002 ${y}h24l7-13l9 24l7-11h26`, colour(b), 3.5), named(`age${i}`, mono(1088, y + 8, `${b.pid}`, 20.5)));
    });
  } else if (n <= 16) {
    const per = n <= 8 ? 4 : 8;
    beats.forEach((b, i) => {
      const wide = per === 4;
      out.push(L(`M${1002 + (i % per) * (wide ? 56 : 29)} ${84 + Math.floor(i / per) * 34}h${wide ? 14 : 5}l4-10l5 18l4-8h${wide ? 14 : 3}`, colour(b), 3));
    });
    out.push(mono(1002, 160, `${n - late.length} ${words.alive}${late.length > 0 ? `, ${late.length} ${words.late}` : ''}`, 20, late.length > 0 ? 'var(--st-err-tx)' : INK_2));
  } else {
    out.push(mono(1002, 100, `${n - late.length} ${words.alive}`, 24, 'var(--ink)', 700));
    out.push(mono(1002, 136, `${late.length} ${words.late}${late[0] === undefined ? '' : `: ${late[0].pid}`}`, 21, late.length > 0 ? 'var(--st-err-tx)' : INK_2, 600));
  }
  return G({}, ...out);
}
export const arbiterLine = (to: number): Shape => L(`M1010 178V${to}`, BD, 3, dashed('2 8'));

export function serviceBox(service: ServiceScene, detail: string): Shape {
  const x = 1346;
  const line = { stroke: BD, 'stroke-width': 3, 'stroke-linejoin': 'round' };
  if (service.place === 'upper') {
    const y = 470;
    return G(
      {},
      P(`M${x} ${y - 112}V${y - 18}C${x} ${y + 8} ${x + 248} ${y + 8} ${x + 248} ${y - 18}V${y - 112}Z`, 'var(--n-box)', line),
      E(x + 124, y - 112, 124, 22, 'var(--n-zone)', line),
      mono(x + 124, y - 52, cut(service.name, 15), 24, 'var(--ink)', 600, 'middle'),
      mono(x + 124, y - 22, cut(detail, 18), 21, INK_2, 400, 'middle'),
    );
  }
  const y = 738;
  return G(
    {},
    P(`M${x + 30} ${y - 134}H${x + 218}L${x + 250} ${y - 67}L${x + 218} ${y}H${x + 30}L${x - 2} ${y - 67}Z`, 'var(--n-box)', line),
    mono(x + 124, y - 72, cut(service.name, 15), 24, 'var(--ink)', 600, 'middle'),
    mono(x + 124, y - 40, cut(detail, 18), 21, INK_2, 400, 'middle'),
  );
}

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
  const pid = worker.look === 'killed' ? '----' : String(worker.pid);
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
        mono(x + width / 2, -10, worker.source.includes(':') ? worker.source.replace(/^.*:/, 'L') : '–', 20, INK_2, 600, 'middle'),
      );
    case 3:
      return G({}, R(x + 8, -48, width - 8, 46, 6, stripFill(state), { stroke: border, 'stroke-width': 2.5 }), ...held.map((p) => G({ transform: `translate(${x + 8} -25)` }, coin(p, mark))));
    case 4:
      return G({}, R(x, -30, 30, 30, 5, stripFill(state), { stroke: border, 'stroke-width': 2 }), ...held.map((p) => G({ transform: `translate(${x + 7} -7) scale(.6)` }, coin(p, mark))));
  }
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
      ? threads.map((thread, i) => G({}, R(996, -108 + d + 25 * i, 150, 20, 4, softFill(thread.state)), mono(1002, -92 + d + 25 * i, thread.label, 18, 'var(--ink)', thread.holdsLock ? 700 : 400), mono(1224, -92 + d + 25 * i, thread.holdsLock ? 'GIL' : '', 18, INK_2, 600, 'end')))
      : [
          mono(1000, -94 + d, worker.source === '' ? worker.note : cut(worker.source, 13), 20.5, INK_2),
          mono(1222, -94 + d, worker.kind, 20.5, INK_2, 400, 'end'),
          R(996, -82 + d, 230, 32, 5, softFill(worker.state)),
          mono(1004, -60 + d, cut(worker.code, 17), 20.5, 'var(--ink)', 600),
          ...(small ? [] : [T(1000, -22, worker.note, { size: 20.5, fill: INK_2, anchor: 'start', font: SANS })]),
        ]),
  );
}

/** One process with an event loop: task list above, the loop, the line that runs. */
export function loopCard(worker: WorkerScene, parked: SceneModel['parked'], words: StageWords): Shape {
  const state = worker.state;
  const border = state === 'free' ? BD : STROKE[state];
  const [cx, cy, r] = [1111, -24, 70];
  const few = parked.count <= 8;
  const tasks = few
    ? parked.rail.slice(0, 6).flatMap((task, j) => [
        R(998 + j * 39, -211, 34, 28, 5, `var(--p-${task.path})`),
        T(1015 + j * 39, -190, String(task.ticket), { size: 19.5, fill: 'var(--on-path)', weight: 700, font: MONO }),
        R(998 + j * 39, -182, 34, 6, 2, task.ready ? 'var(--st-send)' : FILL.io),
      ])
    : [R(998, -206, 226, 18, 4, FILL.io), R(998, -206, (226 * parked.rail.filter((t) => t.ready).length) / parked.rail.length, 18, 4, 'var(--st-send)')];
  const dots = Array.from({ length: 8 }, (_, j) => C(cx + r * Math.cos(-Math.PI / 2 + (j * Math.PI) / 4), cy + r * Math.sin(-Math.PI / 2 + (j * Math.PI) / 4), 5, BD));
  return G(
    {},
    ...box(985, -250, 252, 76),
    T(1000, -222, words.tasks, { size: 20.5, fill: INK_2, weight: 600, anchor: 'start' }),
    mono(1224, -222, String(parked.count), 22, 'var(--ink)', 700, 'end'),
    ...tasks,
    ...box(985, -164, 252, 250, String(worker.pid), border),
    R(987, -128, 248, 10, 0, stripFill(state)),
    C(cx, cy, r, 'none', { stroke: BD, 'stroke-width': 3, 'stroke-dasharray': '4 8', 'stroke-linecap': 'round' }),
    P(`M${cx + r - 10} ${cy - 8}L${cx + r} ${cy + 8}L${cx + r + 10} ${cy - 8}Z`, BD),
    T(cx, cy - 8, words.loop[0], { size: 22, weight: 700 }),
    T(cx, cy + 20, words.loop[1], { size: 22, weight: 700 }),
    ...dots,
    R(996, 50, 230, 28, 5, softFill(state)),
    mono(1004, 71, cut(worker.code, 18), 19.5, 'var(--ink)', 600),
  );
}
export const parkedFrame = (text: string): Shape =>
  G({}, R(604, 664, 304, 150, 14, 'none', { stroke: WIRE, 'stroke-width': 3, 'stroke-dasharray': '7 6' }), T(756, 636, text, { size: 21, fill: INK_2, weight: 600 }));
