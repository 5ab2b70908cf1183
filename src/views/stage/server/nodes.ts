/** The server skin's nodes: client, proxy, accept queue, arbiter, services, drawn as plain boxes on the diner's anchors. */
import { ZONES, linePlace } from '../anchors';
import { FILL } from '../marks';
import type { StageWords } from '../../../i18n/stage';
import type { Beat, Level, ProxyScene, ServiceScene, WorkerScene } from '../scene';
import { E, G, L, P, R, T, named, paint, type Shape } from '../shapes';
import { BD, INK_2, LINE_2, WIRE, box, cut, dashed, mono } from './parts';

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
];

export const clientBox = (lines: readonly string[]): Shape =>
  G(
    {},
    ...box(40, 40, 222, 126),
    ...lines
      .slice(0, 3)
      .map((line, i) =>
        mono(
          151,
          (lines.length > 2 ? 88 : lines.length > 1 ? 98 : 111) + 31 * i,
          cut(line, [14, 16, 17][i] ?? 17),
          [24, 22, 20.5][i] ?? 20,
          i === 0 ? 'var(--ink)' : INK_2,
          i === 0 ? 600 : 400,
          'middle',
        ),
      ),
  );

/** Where a location leads, where there is room for a word. */
const SHORT = { files: 'file', line: 'proxy', other: 'nginx' } as const;

/** The proxy: what it listens on, its locations, its store, its last log lines. */
export function proxyBox(proxy: ProxyScene): Shape {
  const rows = proxy.locations.slice(0, 3);
  const tight = rows.length > 2;
  const lock = proxy.tls
    ? [R(528, 258, 24, 18, 4, 'var(--ink-2)'), L('M533 258V252Q533 245 540 245Q547 245 547 252V258', INK_2, 3.5)]
    : [];
  return G(
    {},
    ...box(326, 206, 252, 602, proxy.name),
    mono(564, 232, `pid ${proxy.pid}`, 20, 'var(--n-bg)', 400, 'end'),
    mono(344, 274, proxy.listen, 23, 'var(--ink)', 600),
    ...lock,
    ...rows.flatMap((location, j) => {
      const y = 296 + j * (tight ? 41 : 62);
      return [
        R(340, y, 224, tight ? 35 : 54, 7, location.active ? 'var(--st-send-bg)' : 'var(--n-zone)', {
          stroke: location.active ? 'var(--st-send)' : LINE_2,
          'stroke-width': 2.5,
        }),
        ...(tight
          ? [
              mono(352, y + 25, cut(location.match, 9), 20, 'var(--ink)', 600),
              mono(556, y + 25, `→ ${SHORT[location.leads]}`, 20, INK_2, 400, 'end'),
            ]
          : [
              mono(
                352,
                y + 24,
                cut(`${proxy.name === 'nginx' ? 'location ' : ''}${location.match}`, 17),
                20.5,
                'var(--ink)',
                600,
              ),
              ...(location.action === '' ? [] : [mono(352, y + 46, `→ ${location.action}`, 20, INK_2)]),
            ]),
      ];
    }),
    R(340, 424, 224, 66, 7, 'none', { stroke: LINE_2, 'stroke-width': 2.5, 'stroke-dasharray': '6 6' }),
    mono(352, 450, cut(proxy.storeLabel, 17), 20.5, INK_2, 600),
    ...[0, 1, 2, 3, 4, 5].map((k) =>
      R(352 + k * 34, 460, 24, 18, 3, 'var(--g-cup)', { opacity: k < proxy.storeUsed ? 1 : 0.25 }),
    ),
    L('M340 539H564', LINE_2, 3, dashed('2 9')),
    L('M564 760H340', LINE_2, 3, dashed('2 9')),
    ...(proxy.lines.length > 0 ? [R(340, 612, 224, 62, 7, 'var(--n-zone)')] : []),
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
    for (const worker of workers)
      fan.push(L(`M890 539C916 539 905 ${worker.y - 48} 930 ${worker.y - 48}H985`, WIRE, 4));
  } else if (first !== undefined && last !== undefined) {
    fan.push(L(`M890 539H908M908 ${Math.min(539, first.y - 22)}V${Math.max(539, last.y - 22)}`, WIRE, 4));
    for (const y of new Set(workers.map((worker) => worker.y)))
      fan.push(L(`M908 ${y - 22}H${first.customer.x - (level < 3 ? 6 : 0)}`, WIRE, 4));
  }
  return G(
    {},
    L('M578 539H890', WIRE, 4),
    ...places.map(({ x, y }) =>
      R(x - 30, y - 72, 60, 74, 10, 'var(--n-box)', { stroke: WIRE, 'stroke-width': 2.5, 'stroke-dasharray': '7 6' }),
    ),
    ...fan,
  );
}
/** Refs: `count`, `fill`. */
export function queueLabel(label: string, level: Level): Shape {
  const y = [446, 300, 270, 170, 170][level] ?? 446;
  const gauge =
    level === 0
      ? []
      : [
          R(604, y + 42, 286, 12, 6, 'var(--sunken)', { stroke: LINE_2, 'stroke-width': 1.5 }),
          named('fill', R(604, y + 42, 12, 12, 6, FILL.wait)),
        ];
  return G(
    {},
    mono(747, y, cut(label, 25), 21, INK_2, 400, 'middle'),
    named('count', mono(747, y + 30, '', 22, 'var(--ink)', 600, 'middle')),
    ...gauge,
  );
}

export function arbiterBox(name: string, pid: number, beats: readonly Beat[], words: StageWords): Shape {
  const n = beats.length;
  const late = beats.filter((b) => b.state === 'late');
  const colour = (b: Beat): string =>
    b.state === 'late' ? 'var(--st-err)' : b.state === 'new' ? 'var(--st-run)' : 'var(--st-send)';
  const out: Shape[] = [...box(985, 26, 252, 150, `${name} ${pid}`)];
  if (n <= 3) {
    beats.forEach((b, i) => {
      const y = 84 + i * 32;
      out.push(
        L(`M1002 ${y}h24l7-13l9 24l7-11h26`, colour(b), 3.5),
        named(`age${i}`, mono(1088, y + 8, `${b.pid}`, 20.5)),
      );
    });
  } else if (n <= 16) {
    const per = n <= 8 ? 4 : 8;
    beats.forEach((b, i) => {
      const wide = per === 4;
      out.push(
        L(
          `M${1002 + (i % per) * (wide ? 56 : 29)} ${84 + Math.floor(i / per) * 34}h${wide ? 14 : 5}l4-10l5 18l4-8h${wide ? 14 : 3}`,
          colour(b),
          3,
        ),
      );
    });
    out.push(
      mono(
        1002,
        160,
        `${n - late.length} ${words.alive}${late.length > 0 ? `, ${late.length} ${words.late}` : ''}`,
        20,
        late.length > 0 ? 'var(--st-err-tx)' : INK_2,
      ),
    );
  } else {
    out.push(mono(1002, 100, `${n - late.length} ${words.alive}`, 24, 'var(--ink)', 700));
    out.push(
      mono(
        1002,
        136,
        `${late.length} ${words.late}${late[0] === undefined ? '' : `: ${late[0].pid}`}`,
        21,
        late.length > 0 ? 'var(--st-err-tx)' : INK_2,
        600,
      ),
    );
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
      P(
        `M${x} ${y - 112}V${y - 18}C${x} ${y + 8} ${x + 248} ${y + 8} ${x + 248} ${y - 18}V${y - 112}Z`,
        'var(--n-box)',
        line,
      ),
      E(x + 124, y - 112, 124, 22, 'var(--n-zone)', line),
      mono(x + 124, y - 52, cut(service.name, 15), 24, 'var(--ink)', 600, 'middle'),
      mono(x + 124, y - 22, cut(detail, 18), 21, INK_2, 400, 'middle'),
    );
  }
  const y = 738;
  return G(
    {},
    P(
      `M${x + 30} ${y - 134}H${x + 218}L${x + 250} ${y - 67}L${x + 218} ${y}H${x + 30}L${x - 2} ${y - 67}Z`,
      'var(--n-box)',
      line,
    ),
    mono(x + 124, y - 72, cut(service.name, 15), 24, 'var(--ink)', 600, 'middle'),
    mono(x + 124, y - 40, cut(detail, 18), 21, INK_2, 400, 'middle'),
  );
}

/** In the place of the workers when no process listens. */
export const nobodyListens = (text: string): Shape =>
  G(
    {},
    R(985, -164, 252, 158, 12, 'none', { stroke: 'var(--st-err)', 'stroke-width': 3, 'stroke-dasharray': '8 8' }),
    T(1111, -78, text, { size: 22, fill: 'var(--st-err-tx)', weight: 600 }),
  );
export const parkedFrame = (text: string): Shape =>
  G(
    {},
    R(604, 664, 304, 150, 14, 'none', { stroke: WIRE, 'stroke-width': 3, 'stroke-dasharray': '7 6' }),
    T(756, 636, text, { size: 21, fill: INK_2, weight: 600 }),
  );
