/** The diner skin: puts a SceneModel into the layers, frame by frame. */
import { CLOSED_Y, COOK, HOST, ROPE_Y, WORKER_X, railTicket } from '../anchors';
import type { Item, Layer } from '../dom';
import { FILL, STROKE } from '../marks';
import type { StageWords } from '../../../i18n/stage';
import {
  drawBadge,
  drawBubble,
  drawMiniRing,
  drawMore,
  drawOrders,
  drawPill,
  drawRates,
  drawRemark,
  drawSelectedWorker,
  drawSum,
  drawTicket,
  drawWires,
  groupText,
  showsBadge,
  type Layers,
  type SkinRenderer,
} from '../renderer';
import type { Actor, Block, SceneModel, WorkerScene } from '../scene';
import { C, G, MONO, R, T, U, at, named, type Shape } from '../shapes';
import { fridge, fryer, grill, hood, lectern, office, pagerShelf, rail, whereBoard, OFFICE_X } from './furniture';
import { eavesdropper, fullSign, groupRope, groupSign, overheardNote, picture, stool, stoves } from './extras';
import { cook, doorPerson, floorRing, guest, mark } from './persons';
import { facade, menuBoard, plant, room, ropeBack, ropeFront, street } from './set';
import { closedCounter, helperScale, station } from './stations';

const BOARD_TX = 'var(--g-board-tx)';

function beatsPanel(scene: SceneModel): Shape {
  const beats = scene.arbiter?.beats ?? [];
  const n = beats.length;
  const late = beats.filter((b) => b.state === 'late').length;
  const colour = { ok: 'var(--g-lettuce)', late: 'var(--st-err)', new: 'var(--g-lamp)' } as const;
  if (n <= 4) {
    const gap = n > 3 ? 90 / (n - 1) : 34;
    return G(
      {},
      ...beats.flatMap(({ pid, state }, i) => {
        const y = 62 + i * gap - (n > 3 ? 10 : 0);
        const halo =
          state === 'ok'
            ? []
            : [C(OFFICE_X + 172, y, 13, 'none', { stroke: colour[state], 'stroke-width': 2.5, opacity: 0.6 })];
        return [
          C(OFFICE_X + 172, y, 8, colour[state]),
          ...halo,
          T(OFFICE_X + 188, y + 7.5, String(pid), {
            size: 19.5,
            fill: BOARD_TX,
            weight: 600,
            anchor: 'start',
            font: MONO,
          }),
        ];
      }),
    );
  }
  if (n <= 16) {
    const lamps = beats.map(({ state }, i) => C(1158 + (i % 4) * 18, 60 + Math.floor(i / 4) * 25, 6, colour[state]));
    return G(
      {},
      ...lamps,
      ...(n <= 8 ? [T(1181, 132, String(n), { size: 24, fill: BOARD_TX, weight: 700, font: MONO })] : []),
    );
  }
  return G(
    {},
    T(1183, 86, String(n - late), { size: 30, fill: BOARD_TX, weight: 700, font: MONO }),
    C(1158, 108, 6, 'var(--g-lettuce)'),
    T(1170, 115, 'ok', { size: 20, fill: BOARD_TX, weight: 600, anchor: 'start' }),
    C(1158, 136, 6, late > 0 ? 'var(--st-err)' : 'none', { stroke: BOARD_TX, 'stroke-width': 1.5 }),
    T(1170, 143, String(late), { size: 20, fill: BOARD_TX, weight: 600, anchor: 'start' }),
  );
}

/** Steam rises from the grill, bubbles from the oil: in the time of the room, so that they stand still when it does. */
function simmer(item: Item, place: 'upper' | 'lower', j: number, ambient: number): void {
  const share = (period: number, shift: number): number => (ambient / period + shift) % 1;
  if (place === 'lower') {
    const p = share(1.7, 0.3 + 0.31 * j);
    item.set(`rise${j}`, 'transform', `translate(0 ${(4 - 14 * p).toFixed(1)})`);
    item.set(`rise${j}`, 'opacity', (0.9 * Math.sin(Math.PI * p)).toFixed(2));
    return;
  }
  for (const k of [0, 1, 2]) {
    const p = share(1, 0.23 * j + 0.37 * k);
    item.set(`rise${j}${k}`, 'transform', `translate(0 ${(2 - 5 * p).toFixed(1)})`);
    item.set(`rise${j}${k}`, 'opacity', (1 - 0.8 * p).toFixed(2));
  }
}

function drawFixtures(layer: Layer, scene: SceneModel, words: StageWords): void {
  const { proxy, arbiter, services, line } = scene;
  const pickup = scene.groups.length === 0;
  const backdrop = (): Shape => G({}, ...street(), ...room(words, scene.mode, pickup), ...hood());
  layer.put('backdrop', `${words.language}|${scene.mode}|${pickup}`, backdrop, { order: 0 });
  if (line.crowd < 1) layer.put('plant', '', () => plant, { opacity: 1 - line.crowd, order: 0.5 });
  layer.put('menu', scene.menu.map((item) => item.path + item.label).join(), () => menuBoard(scene.menu), { order: 1 });
  layer.put('facade', words.language, () => G({}, ...facade(words)), { order: 1.5 });
  if (proxy !== undefined) {
    layer.put(
      'board',
      proxy.locations.map((l) => l.match + l.leads).join() + words.language,
      () => whereBoard(words, proxy.locations),
      { order: 1 },
    );
    layer.put('fridge', '', fridge, { order: 2 });
  } else layer.put('picture', '', () => picture('burger'), { x: 436, y: 108, order: 1 });
  if (arbiter !== undefined) {
    const label = `${words.manager} · ${arbiter.name} ${arbiter.pid}`;
    layer.put('office', label, () => office(label), { order: 1 });
    layer.put('beats', arbiter.beats.map((b) => `${b.pid}${b.state}`).join(), () => beatsPanel(scene), { order: 2 });
  } else layer.put('picture-2', '', () => picture('cup'), { x: 1084, y: 108, order: 1 });
  for (const place of ['upper', 'lower'] as const) {
    const service = services.find((s) => s.place === place);
    const role = service?.role ?? (place === 'upper' ? words.service.upperRole : words.service.lowerRole);
    const label = `${words.service[place]} = ${role}`;
    const item = layer.put(place, label, () => (place === 'upper' ? fryer(label) : grill(label)), { order: 3 });
    for (const j of [0, 1, 2, 3]) {
      const busy =
        service !== undefined && (service.count > 4 || service.slots.some((s) => !s.done && Math.round(s.index) === j));
      item.set(`busy${j}`, 'display', busy ? 'inline' : 'none');
      if (busy) simmer(item, place, j, scene.ambient);
    }
  }
  if (scene.groups.length === 0) layer.put('rope', '', () => G({}, ...ropeBack()), { order: 4 });
  scene.groups.forEach((group, i) => {
    layer.put(`rope-${i}`, String(scene.groups.length), () => groupRope(group), { order: 4 });
  });
  drawStoves(layer, scene, words);
  if (line.crowd > 0 && scene.groups.length === 0) {
    const text = words.inLine(line.count, line.oldest);
    const item = layer.put(
      'count',
      words.language,
      () =>
        G(
          {},
          R(604, 206, 286, 46, 6, 'var(--g-board)'),
          named('text', T(747, 238, text, { size: 22, fill: BOARD_TX, weight: 600 })),
        ),
      { opacity: line.crowd, order: 5 },
    );
    item.text('text', text);
  }
  layer.put('cook', '', () => at(COOK.x, COOK.y, cook()), { order: 6 });
}

/** The names of several servers, each in front of whoever stands in its line. */
function drawSigns(layer: Layer, { groups }: SceneModel, words: StageWords): void {
  groups.forEach((group, i) => {
    const text = groupText(group, words);
    const order = group.line.y + 1;
    layer
      .put(`sign-${i}`, `${group.label}|${groups.length}`, () => groupSign(group, text), { order })
      .text('text', text);
  });
}
function drawStoves(layer: Layer, { cores, runQueue }: SceneModel, words: StageWords): void {
  if (cores.length === 0) return;
  const variant = `${words.language}|${runQueue}|${cores.map((core) => core.pid ?? '').join()}`;
  layer.put('stoves', variant, () => stoves(cores, runQueue, words), { order: 5 });
}
/** The street's reader is there as soon as anything passes by. */
function drawEavesdropper(layers: Layers, { overheard, watched }: SceneModel, words: StageWords): void {
  if (!watched) return;
  layers.actors.put('eavesdropper', '', eavesdropper, { x: 78, y: 664, order: 664 });
  if (overheard === undefined) return;
  const { text, sealed } = overheard;
  const read = sealed ? words.overheard.sealed : words.overheard.postcard(text);
  layers.top.put('overheard', read, () => overheardNote(read, sealed), { x: 12, y: 690, order: 4 });
}

const blockShape = ({ path, ready }: Block): Shape =>
  G(
    { class: `gd-p-${path}` },
    U('ten'),
    mark(path, 'translate(14 -11) scale(.7)'),
    ...(ready === undefined ? [] : [R(0, 2, 28, 6, 2, FILL.io), R(0, 2, 28 * ready, 6, 2, 'var(--st-send)')]),
  );

function drawPeople(layer: Layer, scene: SceneModel): void {
  for (const actor of scene.actors) {
    if (actor.form === 'crowd') continue;
    const walking = actor.moving && actor.pose !== 'pager';
    const pager = actor.pagerReady === true ? ' gd-pager-ready' : '';
    const order = actor.y - actor.x / 10_000;
    const variant = `${actor.pose}|${actor.path}|${actor.ticket}|${actor.facing}|${actor.selected}|${pager}`;
    if (actor.seated) layer.put(`stool-${actor.id}`, '', stool, { x: actor.x, y: actor.y, scale: actor.scale, order });
    const make = (): Shape =>
      G(
        { class: `gd-figure${pager}` },
        ...(actor.selected ? [floorRing()] : []),
        G(actor.facing === 1 ? {} : { transform: 'scale(-1 1)' }, guest(actor.pose, actor.path, actor.ticket)),
      );
    const y = actor.seated ? actor.y - 26 * actor.scale : actor.y;
    const item = layer.put(`a-${actor.id}`, variant, make, { x: actor.x, y, scale: actor.scale, order });
    const first = !walking || actor.step === 0;
    item.set('stepA', 'display', first ? 'inline' : 'none');
    item.set('stepB', 'display', first ? 'none' : 'inline');
  }
  for (const block of [...scene.line.blocks, ...scene.parked.blocks])
    layer.put(block.key, `${block.path}|${block.ready?.toFixed(1) ?? ''}`, () => blockShape(block), {
      x: block.x,
      y: block.y,
      order: block.y,
    });
}

function stationVariant(worker: WorkerScene, scene: SceneModel): string {
  const { pid, kind, state, look, byHand, path, threads, scale } = worker;
  return [
    pid,
    kind,
    state,
    look,
    worker.after,
    byHand,
    scene.workerLevel >= 3 ? path : '',
    scene.workerLevel,
    scene.mode,
    threads.length > 1 ? helperScale(scene.mode, scene.workers.length) : 1,
    scale,
    worker.block.x,
    threads.map((t) => t.state + String(t.holdsLock)).join(),
  ].join('|');
}
function drawStations(layer: Layer, scene: SceneModel, name: string, opacity: number): void {
  for (const worker of scene.workers)
    layer.put(
      `${name}-${worker.slot}`,
      stationVariant(worker, scene),
      () => station(worker, scene.workerLevel, scene),
      {
        y: worker.y,
        opacity,
        order: worker.y,
      },
    );
}

/** Over the heads of several at one counter there is less room the more counters there are. */
function pillLift({ threads, scale }: WorkerScene, { mode, workers }: SceneModel): number {
  const several = threads.length > 1;
  if (scale < 1) return several ? 113 : 94;
  if (!several) return 150;
  return mode === 'one-loop' ? 154 : workers.length > 2 ? 160 : 205;
}

function drawPills(top: Layer, scene: SceneModel, name: string, opacity: number): void {
  const level = scene.workerLevel;
  for (const worker of scene.workers) {
    const key = `${name}-${worker.slot}`;
    if (level === 0) {
      const loop = scene.mode === 'one-loop';
      const lift = pillLift(worker, scene);
      if (worker.scale === 1) drawPill(top, key, worker.pill, WORKER_X + (loop ? 48 : 32), worker.y - lift, 1, opacity);
      else drawPill(top, key, worker.pill, WORKER_X + 8, worker.y - lift, 0.86, opacity);
    } else if (level === 1) {
      drawMiniRing(top, key, worker.pill, worker.block.x + worker.block.width - 24, worker.y - 72, opacity);
    }
  }
}

/** The rail of one event loop: an order slip per parked task, blue while it waits, green when it could go on. */
function drawLoop(layers: Layers, scene: SceneModel, words: StageWords): void {
  const worker = scene.workers[0];
  if (scene.mode !== 'one-loop' || scene.workers.length !== 1 || worker === undefined) return;
  layers.actors.put('rail', '', () => rail(worker.y), { order: worker.y - 1 });
  const { rail: slips, count } = scene.parked;
  layers.actors.put('shelf', String(Math.min(6, count)), () => pagerShelf(count), { order: 746 });
  const shown = count <= 8 ? slips.slice(0, 4) : slips;
  shown.forEach((slip, j) => {
    const state = slip.ready ? FILL.send : FILL.io;
    const wide = count <= 8;
    const x = wide ? railTicket(j).x : 990 + j * 12.6;
    const make = (): Shape =>
      wide
        ? G(
            {},
            R(-22, -6, 44, 62, 3, '#FFFCF5'),
            R(-22, -6, 44, 9, 0, `var(--p-${slip.path})`),
            T(0, 28, String(slip.ticket), { size: 23, fill: '#2B1F2E', weight: 700, font: MONO }),
            R(-17, 38, 34, 9, 2, state),
          )
        : G(
            {},
            R(0, 0, 10, 34, 2, '#FFFCF5'),
            R(0, 0, 10, 12, 1, `var(--p-${slip.path})`),
            R(1, 22, 8, 8, 1, slip.ready ? STROKE.send : STROKE.io),
          );
    layers.actors.put(`slip-${j}`, `${wide}|${slip.ticket}|${slip.ready}`, make, {
      x,
      y: worker.y - (wide ? 232 : 238),
      order: worker.y - 0.9,
    });
  });
  if (count > 4 && count <= 8)
    layers.actors.put('slips', String(count), () => T(0, 28, `+${count - 4}`, { size: 22, weight: 700, font: MONO }), {
      x: 1228,
      y: worker.y - 232,
      order: worker.y - 0.9,
    });
  if (count > 8) {
    const text = words.waitingForPager(count);
    layers.top.put(
      'pagers',
      text,
      () =>
        G({}, R(606, 604, 298, 34, 6, 'var(--g-board)'), T(755, 628, text, { size: 22, fill: BOARD_TX, weight: 600 })),
      { order: 2 },
    );
  }
}

function drawMarks(top: Layer, actor: Actor, scene: SceneModel): void {
  const lift = actor.zone === 'till' ? 157 : actor.patience === undefined ? 166 : 170;
  if (actor.tag) {
    if (actor.zone === 'till' && actor.scale < 1 && !actor.selected) drawTicket(top, actor, actor.x - 44, actor.y - 72);
    else drawTicket(top, actor, actor.x, actor.y - lift * actor.scale);
  }
  if (showsBadge(actor, scene)) drawBadge(top, actor, actor.y - 172 * actor.scale);
  drawBubble(top, actor, actor.y - 224, 26, scene.watched);
  drawRemark(top, actor, actor.y - (actor.remark?.kind === 'knock' ? 212 : 206 * actor.scale));
}

export class DinerRenderer implements SkinRenderer {
  constructor(private readonly layers: Layers) {}

  update(scene: SceneModel, words: StageWords): void {
    const { fixtures, actors, top } = this.layers;
    for (const layer of [fixtures, actors, top]) layer.begin();
    drawFixtures(fixtures, scene, words);
    const { proxy } = scene;
    if (proxy !== undefined) {
      actors.put('host', String(proxy.refuses), () => doorPerson(proxy.refuses), { ...HOST, order: HOST.y });
      actors.put('lectern', '', lectern, { order: HOST.y + 1 });
    }
    if (scene.groups.length === 0) actors.put('ropeFront', '', ropeFront, { order: ROPE_Y });
    if (scene.line.full)
      actors.put('full', words.language, () => fullSign(words.full.diner), { x: 566, y: 640, order: 640 });
    drawSigns(actors, scene, words);
    drawEavesdropper(this.layers, scene, words);
    const share = scene.turning?.share ?? 1;
    const before = scene.turning === undefined ? undefined : { ...scene, ...scene.turning };
    drawStations(actors, scene, 'w', share);
    if (before !== undefined) drawStations(actors, before, 'v', 1 - share);
    if (scene.workers.length === 0)
      actors.put('closed', words.language, () => closedCounter(words.closed.diner), { y: CLOSED_Y, order: CLOSED_Y });
    drawPeople(actors, scene);
    drawLoop(this.layers, scene, words);
    drawWires(top, scene, 'wire', 'burger', share);
    drawPills(top, scene, 'pill', share);
    if (before !== undefined) {
      drawWires(top, before, 'was', 'burger', 1 - share);
      drawPills(top, before, 'past', 1 - share);
    }
    drawSum(top, scene);
    for (const service of scene.services) drawOrders(top, service, words.orders);
    for (const actor of scene.actors) drawMarks(top, actor, scene);
    drawRates(top, scene, 366, 674);
    drawMore(top, scene);
    drawSelectedWorker(top, scene);
    for (const layer of [fixtures, actors, top]) layer.end();
  }
}
