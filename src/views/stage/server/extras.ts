/** What the server skin shows only when it matters: processors, a sniffer on the wire, the queues of several servers, open connections. */
import { BAND_LINE, bandPlace } from '../bands';
import { FILL } from '../marks';
import type { StageWords } from '../../../i18n/stage';
import type { CoreScene, GroupScene, Level } from '../scene';
import { E, G, L, P, R, named, type Shape } from '../shapes';
import { INK_2, LINE_2, WIRE, box, cut, mono } from './parts';

const CORES_SHOWN = 4;
/** One row per processor with who has it, then how many threads want one. */
export function cpuRows(cores: readonly CoreScene[], runQueue: number, words: StageWords): Shape {
  const rows = cores.slice(0, CORES_SHOWN);
  const rest = cores.length - rows.length;
  const busy = cores.filter((core) => core.pid !== undefined).length;
  const title = runQueue > 0 ? `cpu · ${words.runQueue(runQueue)}` : words.core(busy).server;
  return G(
    {},
    ...box(
      1346,
      26,
      246,
      48 + 28 * Math.min(4, Math.max(2, rows.length)),
      title,
      runQueue > 0 ? 'var(--st-err)' : undefined,
    ),
    ...rows.flatMap((core, i) => {
      const y = 72 + 28 * i;
      const lit = core.pid !== undefined;
      return [
        mono(1358, y + 17, String(i), 20, INK_2),
        R(1384, y, 120, 20, 4, lit ? 'var(--st-run)' : 'none', {
          stroke: lit ? 'var(--st-run)' : LINE_2,
          'stroke-width': 2,
        }),
        mono(1514, y + 17, lit ? String(core.pid) : '', 20, 'var(--ink)', 600),
      ];
    }),
    ...(rest > 0 ? [mono(1580, 52, `+${rest}`, 20, 'var(--n-bg)', 600, 'end')] : []),
  );
}

/** A tap on the wire between client and server: what it reads. */
export const sniffer = (text: string, sealed: boolean): Shape =>
  G(
    {},
    L('M150 539V628', WIRE, 3, { 'stroke-dasharray': '3 7' }),
    E(150, 539, 10, 10, 'none', { stroke: sealed ? WIRE : 'var(--st-err)', 'stroke-width': 3 }),
    R(24, 628, 252, 34, 7, 'var(--n-box)', { stroke: sealed ? LINE_2 : 'var(--st-err)', 'stroke-width': 2.5 }),
    ...(sealed ? [R(36, 641, 18, 14, 3, INK_2), L('M40 641V637Q40 632 45 632Q50 632 50 637V641', INK_2, 3)] : []),
    mono(sealed ? 64 : 36, 652, cut(sealed ? '17 03 03 …' : text, 18), 20, 'var(--ink)', 600),
  );

/** The accept queue of one of several servers. Refs: `text`, `fill`. */
export function groupQueue(group: GroupScene, band: number, of: number, text: string, level: Level): Shape {
  const { sign, narrow } = group;
  const places = Array.from({ length: BAND_LINE }, (_, i) => bandPlace(i, band, of));
  return G(
    {},
    L(`M578 539C596 539 590 ${group.line.y - 22} 612 ${group.line.y - 22}H892`, WIRE, 3),
    ...places.map(({ x, y, scale }) =>
      R(x - (narrow ? 12 : 17), y - 76 * scale, narrow ? 24 : 34, 76 * scale, 7, 'var(--n-box)', {
        stroke: WIRE,
        'stroke-width': 2,
        'stroke-dasharray': '5 5',
      }),
    ),
    L(`M892 ${group.line.y - 22}H${level === 0 ? 985 : 912}`, WIRE, 4),
    ...(narrow ? [R(sign.x, sign.y - 2, sign.width, 36, 6, 'var(--n-bg)')] : []),
    R(sign.x, sign.y + 26, sign.width, 6, 3, 'var(--sunken)'),
    named('fill', R(sign.x, sign.y + 26, 6, 6, 3, FILL.wait)),
    named('text', mono(sign.x, sign.y + 18, text, 20, INK_2, 600)),
  );
}

/** A connection that stays open: arrows both ways over its token's foot. */
export const bothWays = (): Shape =>
  G({}, L('M-20 6H14M20 16H-14', 'var(--st-send)', 3), P('M12 1L22 6L12 11ZM-12 11L-22 16L-12 21Z', 'var(--st-send)'));
