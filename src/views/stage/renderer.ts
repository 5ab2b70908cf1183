/** What a skin does each frame, and the marks above the heads that both skins draw the same way from the same model. */
import { OUT_OF_SIGHT, WORLD, ZONES, serviceSlot, serviceSquare } from './anchors';
import type { Item, Layer } from './dom';
import { mark } from './diner/persons';
import { sumBar } from './diner/stations';
import {
  BAR_W,
  MINI_RING_R,
  PILL_R,
  RING_R,
  arcDash,
  bubble,
  chip,
  envelope,
  miniRing,
  orderBar,
  orderSquare,
  pill,
  pillWidth,
  postcard,
  postcardWidth,
  ring,
  statusBadge,
  ticketTag,
  wire,
  wirePath,
  wirePoint,
} from './marks';
import type { StageWords } from '../../i18n/stage';
import { G, R, T, U, fitText, named, textWidth, type Shape } from './shapes';
import type { Actor, GroupScene, Pill, SceneModel, ServiceScene, WorkState } from './scene';
import { RINGS_MAX } from './layout-services';

/** The groups that a skin draws into, back to front; the canvas with the crowd lies between `fixtures` and `actors`. */
export interface Layers {
  readonly fixtures: Layer;
  readonly actors: Layer;
  readonly top: Layer;
}
export interface SkinRenderer {
  update(scene: SceneModel, words: StageWords): void;
}

const SQUARES_MAX = 24;
/** A pill ends before the kitchen's wall: a long one is smaller, and begins further to the left. */
const PILL_END = 1252;
const SMALLEST_PILL = 0.76;
export function drawPill(top: Layer, key: string, model: Pill, x: number, y: number, scale = 1, opacity = 1): void {
  const { was } = model;
  const variant = `${model.state}|${model.text.length}|${model.fraction === undefined}|${was?.state ?? ''}`;
  const full = pillWidth(model.text);
  const fit = Math.min(scale, Math.max(SMALLEST_PILL * scale, (PILL_END - x) / full));
  const item = top.put(key, variant, () => pill(model), {
    x: Math.min(x, PILL_END - full * fit),
    y,
    scale: fit,
    opacity,
    order: 3,
  });
  item.text('text', model.text);
  if (was !== undefined) {
    // At once as wide as it has to be; what is too much goes with the fade.
    const width = (full + Math.max(0, pillWidth(was.text) - full) * was.share).toFixed(1);
    item.set('frame', 'width', width);
    item.set('was', 'width', width);
    item.set('was', 'opacity', was.share.toFixed(2));
    item.set('sign', 'opacity', (1 - 0.6 * was.share).toFixed(2));
    item.set('text', 'opacity', (1 - 0.4 * was.share).toFixed(2));
  }
  if (model.fraction !== undefined) item.set('arc', 'stroke-dasharray', arcDash(PILL_R, model.fraction));
}
export function drawMiniRing(
  top: Layer,
  key: string,
  model: Pill,
  x: number,
  y: number,
  opacity = 1,
  r = MINI_RING_R,
  w = 6,
): void {
  const { was } = model;
  const item = top.put(key, `mini|${model.state}|${r}`, () => miniRing(model.state, model.fraction ?? 1, r, w), {
    x,
    y,
    opacity,
    order: 3,
  });
  item.set('arc', 'stroke-dasharray', arcDash(r, model.fraction ?? 1));
  if (was === undefined || was.state === 'free') return;
  const before = (): Shape => miniRing(was.state, 1, r, w);
  top.put(`${key}-was`, `mini|${was.state}|${r}`, before, { x, y, opacity: opacity * was.share, order: 3.1 });
}

/** `food`: what comes back along a wire, as a symbol. */
export function drawWires(top: Layer, scene: SceneModel, name: string, food: string, share: number): void {
  for (const { key, from, to, opacity, slip, back } of scene.wires) {
    const item = top.put(`${name}-${key}`, 'wire', () => G({}, named('line', wire(from.x, from.y, to.x, to.y))), {
      opacity: opacity * share,
      order: 0,
    });
    item.set('line', 'd', wirePath(from.x, from.y, to.x, to.y));
    if (slip === undefined) continue;
    const at = wirePoint(from.x, from.y, to.x, to.y, slip);
    const what = back === true ? food : 'note';
    top.put(`slip-${name}-${key}`, what, () => U(what), { ...at, order: 1 });
  }
}

/** Orders in the kitchen, calls at a service: rings, squares or a bar, by their number. */
export function drawOrders(top: Layer, service: ServiceScene, barText: (count: number) => string): void {
  const { place, slots, count, id } = service;
  if (count > SQUARES_MAX) {
    const text = barText(count);
    top.put(`bar-${id}`, text, () => orderBar(text), { y: serviceSlot(place, 0).y, order: 2 });
    return;
  }
  slots.forEach((slot) => {
    const { key, index, opacity } = slot;
    if (slots.length > RINGS_MAX) {
      const at = { ...serviceSquare(place, index, slots.length), opacity, order: 2 };
      const item = top.put(`sq-${id}-${key}`, `sq|${slot.path}`, () => orderSquare(slot.path, mark), at);
      item.set('left', 'height', (12 * slot.fraction).toFixed(1));
      item.set('left', 'y', (2 + 12 * (1 - slot.fraction)).toFixed(1));
      return;
    }
    const at = { ...serviceSlot(place, index), opacity, order: 2 };
    const item = top.put(`ring-${id}-${key}`, slot.label, () => ring('io', slot.fraction, slot.label), at);
    item.set('arc', 'stroke-dasharray', arcDash(RING_R, slot.fraction));
  });
}

const LATE_PATIENCE = 0.75;
export function drawTicket(top: Layer, actor: Actor, x: number, y: number): void {
  const impatient = (actor.patience ?? 0) > LATE_PATIENCE;
  const hasBar = actor.patience !== undefined;
  const make = (): Shape => ticketTag(actor.ticket, actor.selected, hasBar, impatient);
  const item: Item = top.put(`tag-${actor.id}`, `tag|${actor.ticket}|${actor.selected}|${hasBar}|${impatient}`, make, {
    x,
    y,
    order: 4,
  });
  if (actor.patience !== undefined) item.set('bar', 'width', (BAR_W * actor.patience).toFixed(1));
}
export function drawBadge(top: Layer, actor: Actor, y: number): void {
  const { badge, badgeText } = actor;
  if (badge === undefined) return;
  top.put(`badge-${actor.id}`, `badge|${badge}|${badgeText ?? ''}`, () => statusBadge(badge, badgeText), {
    x: Math.max(40, actor.x),
    y,
    opacity: actor.voice,
    order: 5,
  });
}
/** What is said over a head besides the order. */
export function drawRemark(top: Layer, { id, x, remark, scale }: Actor, y: number): void {
  if (remark === undefined) return;
  const key = `remark-${id}`;
  switch (remark.kind) {
    case 'knock':
      top.put(key, remark.text, () => chip(remark.text, 'var(--st-err)', 'var(--on-err)'), {
        x: Math.max(180, x + 60),
        y,
        order: 6,
      });
      return;
    case 'slow':
      top.put(key, remark.text, () => bubble(remark.text, 0, false), { x, y, scale: scale * 0.8, order: 6 });
      return;
    case 'talk':
      top.put(key, remark.dir, () => bubble(remark.dir === 'up' ? '↑ …' : '↓ …', 0, true), { x, y: y - 30, order: 6 });
      return;
  }
}
/** Counts per state over the counter, where single workers are too small to be read. */
export function drawSum(top: Layer, scene: SceneModel): void {
  if (scene.workerLevel < 2) return;
  const states: readonly WorkState[] = ['run', 'io', 'send', 'err', 'free'];
  const counts = states
    .map((state) => [state, scene.workers.filter((w) => w.state === state).length] as const)
    .filter(([state, n]) => n > 0 || state === 'free')
    .slice(0, 4);
  top.put('sum', counts.join(), () => sumBar(counts), { order: 3 });
}
export function drawBubble(top: Layer, actor: Actor, y: number, dip: number, watched: boolean): void {
  const { line: text, x, secure: sealed, voice: opacity } = actor;
  if (!actor.speaks || x < -10) return;
  const middle = Math.max(30 + textWidth(text, 7.9, 13), x - 92);
  const tip = Math.round(Math.max(60, x - dip) - middle);
  if (sealed) {
    top.put(`bubble-${actor.id}`, 'sealed', envelope, { x: Math.max(50, x - 60), y, opacity, order: 6 });
    return;
  }
  if (watched) {
    top.put(`bubble-${actor.id}`, `card|${text}`, () => postcard(text), {
      x: Math.max(10 + postcardWidth(text) / 2, x - 60),
      y,
      opacity,
      order: 6,
    });
    return;
  }
  top.put(`bubble-${actor.id}`, `${text}|${tip}`, () => bubble(text, tip, true), { x: middle, y, opacity, order: 6 });
}
export function drawRates(top: Layer, scene: SceneModel, inY: number, outY: number): void {
  const { arriving, leaving, failing } = scene.rates;
  if (arriving > 0) top.put('rate-in', `in|${arriving}`, () => chip(`${arriving} / s`), { x: 130, y: inY, order: 6 });
  if (leaving > 0)
    top.put('rate-out', `out|${leaving}`, () => chip(`200 ×${leaving}`, 'var(--st-send)', 'var(--on-send)'), {
      x: 233,
      y: outY,
      order: 6,
    });
  if (failing > 0)
    top.put('rate-err', `err|${failing}`, () => chip(`5xx ×${failing}`, 'var(--st-err)', 'var(--on-err)'), {
      x: 100,
      y: outY,
      order: 6,
    });
}
export function drawMore(top: Layer, scene: SceneModel): void {
  const { more } = scene.line;
  for (const [i, group] of scene.groups.entries())
    if (group.more > 0) {
      const text = `+${group.more}`;
      top.put(`more-${i}`, text, () => chip(text), { x: 622, y: group.line.y - 86, order: 6 });
    }
  if (scene.groups.length > 0) return;
  if (more > 0) top.put('more', `+${more}`, () => chip(`+${more}`), { x: 560, y: 555, order: 6 });
}
/** What is written at the line of one of several servers. */
export const groupText = ({ label, count, narrow, sign }: GroupScene, words: StageWords): string =>
  narrow
    ? `${fitText(label, sign.width - 18 - 12.1 * String(count).length, 12.1, 20.5)} ${count}`
    : words.groupLine(label, count);
/** Tickets and badges of the selected and of failures may never hide: the others of a crowd share one badge. */
export const showsBadge = (actor: Actor, scene: SceneModel): boolean =>
  actor.badge !== undefined &&
  actor.x > OUT_OF_SIGHT &&
  (actor.selected ||
    (scene.rates.leaving + scene.rates.failing === 0 && actor.form === 'full') ||
    (actor.badge >= 400 && scene.rates.failing <= 3));

/** The name band: both names of each zone, the skin's own one bold. */
export function drawBand(layer: Layer, scene: SceneModel, words: StageWords, skin: 'diner' | 'server'): void {
  const server = words.zones.map((zone, i) => scene.zones?.[i] ?? zone.server);
  const make = (): Shape =>
    G(
      {},
      R(0, WORLD.band, 1600, 72, 0, 'var(--band)'),
      R(0, WORLD.band, 1600, 3, 0, 'var(--line-2)'),
      ...ZONES.flatMap(([a, b], i) => {
        const names = [words.zones[i]?.diner ?? '', server[i] ?? ''];
        const [big, small] = skin === 'diner' ? names : names.reverse();
        const rule = i === 0 ? [] : [R(a - 1, 842, 2.5, 46, 0, 'var(--line-2)')];
        return [
          T((a + b) / 2, 859, big ?? '', { size: 27, weight: 700 }),
          T((a + b) / 2, 889, small ?? '', { size: 24, fill: 'var(--ink-2)' }),
          ...rule,
        ];
      }),
    );
  layer.begin();
  layer.put('band', `${skin}|${words.language}|${server.join('|')}`, make);
  layer.end();
}
/** Ink outline of the selected worker. */
export function drawSelectedWorker(top: Layer, scene: SceneModel): void {
  for (const worker of scene.workers) {
    if (!worker.selected) continue;
    const { x, width } = worker.block;
    const height = workerHeight(scene.workerLevel);
    top.put(
      'selected',
      `${x}|${width}|${height}`,
      () => R(x - 5, -height, width + 10, height + 7, 12, 'none', { stroke: 'var(--ink)', 'stroke-width': 5 }),
      { y: worker.y, order: 1 },
    );
  }
}
export const workerHeight = (level: SceneModel['workerLevel']): number => [170, 102, 94, 52, 32][level] ?? 32;
