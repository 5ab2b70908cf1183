/** The server skin: the same SceneModel on the same anchors, as processes, sockets and requests. */
import { CLOSED_Y, WORKER_X } from '../anchors';
import type { Layer } from '../dom';
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
  drawWires,
  groupText,
  showsBadge,
  type Layers,
  type SkinRenderer,
} from '../renderer';
import { ticketText } from '../marks';
import { G } from '../shapes';
import type { StageWords } from '../../../i18n/stage';
import type { Actor, SceneModel } from '../scene';
import { bothWays, cpuRows, groupQueue, sniffer } from './extras';
import { LOOP, loopCard, strip, token, tokenBlock, workerCard } from './cards';
import {
  arbiterBox,
  arbiterLine,
  clientBox,
  ground,
  nobodyListens,
  parkedFrame,
  proxyBox,
  queueBoxes,
  queueLabel,
  serviceBox,
} from './nodes';

function drawFixtures(layer: Layer, scene: SceneModel, words: StageWords): void {
  const { proxy, arbiter } = scene;
  layer.put('ground', '', () => G({}, ...ground()), { order: 0 });
  const client = scene.client.length > 0 ? scene.client : ['HTTP client'];
  layer.put('client', client.join('|'), () => clientBox(client), { order: 1 });
  if (proxy !== undefined) {
    const variant = JSON.stringify(proxy);
    layer.put('proxy', variant, () => proxyBox(proxy), { order: 2 });
  }
  if (scene.cores.length > 0) {
    const { cores, runQueue } = scene;
    const variant = `${runQueue}|${cores.map((core) => core.pid ?? '').join()}`;
    layer.put('cpu', variant, () => cpuRows(cores, runQueue, words), { order: 5 });
  }
  if (scene.overheard !== undefined) {
    const { text, sealed } = scene.overheard;
    layer.put('sniffer', `${text}|${sealed}`, () => sniffer(text, sealed), { order: 2 });
  }
  drawQueues(layer, scene, words);
  if (arbiter !== undefined) drawArbiter(layer, scene, arbiter, words);
  for (const service of scene.services) {
    const detail = service.count > 4 ? words.calls(service.count) : service.detail;
    layer.put(`svc-${service.id}`, `${service.name}|${detail}`, () => serviceBox(service, detail), { order: 6 });
  }
  if (scene.mode === 'one-loop') {
    const text = scene.parked.count > 8 ? `${scene.parked.count} ${words.parked}` : words.parked;
    layer.put('parked', text, () => parkedFrame(text), { order: 6 });
  }
}

/** The accept queue with its count, or one for each of several servers. */
function drawQueues(layer: Layer, scene: SceneModel, words: StageWords): void {
  const { line, workers, workerLevel: level, groups } = scene;
  if (groups.length > 0) {
    groups.forEach((group, i) => {
      const text = groupText(group, words);
      const item = layer.put(
        `queue-${i}`,
        `${group.label}|${groups.length}|${level}`,
        () => groupQueue(group, i, groups.length, text, level),
        { order: 3 },
      );
      item.text('text', text);
      item.set(
        'fill',
        'width',
        String(Math.max(6, group.sign.width * Math.min(1, group.count / Math.max(1, group.limit)))),
      );
    });
    return;
  }
  layer.put('queue', `${level}|${workers.map((w) => w.y.toFixed(0)).join()}`, () => queueBoxes(workers, level), {
    order: 3,
  });
  const label = layer.put('queueLabel', `${line.label}|${line.level}`, () => queueLabel(line.label, line.level), {
    order: 4,
  });
  label.text('count', `${line.full ? words.full.server : 'accept queue'} ${line.count} / ${line.limit}`);
  label.set('count', 'fill', line.full ? 'var(--st-err-tx)' : 'var(--ink)');
  label.set('fill', 'width', String(Math.max(12, 286 * Math.min(1, line.count / Math.max(1, line.limit)))));
}

function drawArbiter(
  layer: Layer,
  scene: SceneModel,
  { name, pid, beats }: NonNullable<SceneModel['arbiter']>,
  words: StageWords,
): void {
  const item = layer.put(
    'arbiter',
    `${pid}${words.language}${beats.map((b) => b.pid + b.state).join()}`,
    () => arbiterBox(name, pid, beats, words),
    { order: 5 },
  );
  beats.slice(0, 3).forEach((b, i) => {
    item.text(`age${i}`, `${b.pid}  ${b.age.toFixed(1)} s`);
  });
  const first = scene.workers[0];
  if (first === undefined || scene.workerLevel !== 0) return;
  const to = first.y - (scene.mode === 'one-loop' ? 252 : first.scale < 1 ? 120 : 166);
  layer.put('arbiterLine', first.y.toFixed(0), () => arbiterLine(to), { order: 5 });
}

/** One round of the loop's pointer, in seconds of the room. */
const ROUND_S = 2.4;

function drawCards(layer: Layer, scene: SceneModel, words: StageWords, name: string, opacity: number): void {
  const { parked, workerLevel: level } = scene;
  const [only] = scene.workers;
  if (scene.mode === 'one-loop' && scene.workers.length === 1 && only !== undefined) {
    const variant = `${only.pid}|${only.state}|${only.code}|${words.language}|${parked.count}|${parked.rail.map((t) => `${t.ticket}${t.ready}`).join()}`;
    const item = layer.put(`${name}-${only.slot}`, variant, () => loopCard(only, parked, words), {
      y: only.y,
      opacity,
      order: only.y,
    });
    // The loop goes round as long as nobody keeps it for himself.
    const angle = only.blocked === undefined ? 360 * ((scene.ambient / ROUND_S) % 1) : 0;
    item.set('pointer', 'transform', `rotate(${angle.toFixed(1)} ${LOOP.join(' ')})`);
    return;
  }
  for (const worker of scene.workers) {
    const { pid, state, look, source, code, note, kind, path, scale, threads } = worker;
    const variant = [
      pid,
      state,
      look,
      source,
      code,
      note,
      kind,
      level >= 3 ? path : '',
      level,
      scale,
      worker.block.x,
      threads.map((t) => t.state + String(t.holdsLock)).join(),
    ].join('|');
    layer.put(`${name}-${worker.slot}`, variant, () => workerCard(worker, level), { y: worker.y, opacity, order: 0 });
  }
}

function drawTokens(layer: Layer, scene: SceneModel): void {
  for (const actor of scene.actors) {
    if (actor.form === 'crowd') continue;
    const { id, path, ticket, selected, x, scale } = actor;
    const y = actor.y - actor.tokenLift;
    // Tokens need less room than people: at a scale of .72 they stay nearly full.
    const size = scale >= 0.68 ? 0.8 + (0.2 * (scale - 0.68)) / 0.32 : scale;
    layer.put(`a-${id}`, `${path}|${ticket}|${selected}`, () => token(path, ticketText(ticket), selected), {
      x,
      y,
      scale: size,
      order: 1000 + (selected ? 1 : 0),
    });
    if (actor.seated) layer.put(`ws-${id}`, '', bothWays, { x, y: actor.y, scale, order: 1001 });
    if (actor.pagerReady !== undefined && !actor.moving)
      layer.put(`s-${id}`, String(actor.pagerReady), () => strip(actor.pagerReady === true), {
        x,
        y: actor.y,
        scale,
        order: 1001,
      });
  }
  for (const block of [...scene.line.blocks, ...scene.parked.blocks])
    layer.put(block.key, `${block.path}|${block.ready?.toFixed(1) ?? ''}`, () => tokenBlock(block.path, block.ready), {
      x: block.x,
      y: block.y,
      order: 999,
    });
}

function drawPills(top: Layer, scene: SceneModel, name: string, opacity: number): void {
  const level = scene.workerLevel;
  for (const worker of scene.workers) {
    if (level === 0) {
      const x = WORKER_X + (worker.pill.text.length > 7 ? 22 : 35);
      if (scene.mode === 'tills' && worker.state === 'free' && worker.look === 'normal') continue;
      drawPill(top, `${name}-${worker.slot}`, worker.pill, x, worker.y - (worker.scale < 1 ? 104 : 150), 1, opacity);
    } else if (level === 1 && worker.state !== 'free') {
      drawMiniRing(
        top,
        `${name}-${worker.slot}`,
        worker.pill,
        worker.block.x + worker.block.width - 18,
        worker.y - 85,
        opacity,
        9,
        5,
      );
    }
  }
}
function drawMarks(top: Layer, actor: Actor, scene: SceneModel): void {
  const middle = actor.y - actor.tokenLift;
  if (showsBadge(actor, scene)) drawBadge(top, actor, middle - 56 * actor.scale);
  drawBubble(top, actor, actor.y - 126, 12, scene.watched);
  drawRemark(top, actor, middle - 62 * actor.scale);
}

export class ServerRenderer implements SkinRenderer {
  constructor(private readonly layers: Layers) {}

  update(scene: SceneModel, words: StageWords): void {
    const { fixtures, actors, top } = this.layers;
    for (const layer of [fixtures, actors, top]) layer.begin();
    drawFixtures(fixtures, scene, words);
    const share = scene.turning?.share ?? 1;
    const before = scene.turning === undefined ? undefined : { ...scene, ...scene.turning };
    drawCards(actors, scene, words, 'w', share);
    if (before !== undefined) drawCards(actors, before, words, 'v', 1 - share);
    drawTokens(actors, scene);
    if (scene.workers.length === 0)
      actors.put('closed', words.language, () => nobodyListens(words.closed.server), { y: CLOSED_Y, order: 0 });
    drawWires(top, scene, 'wire', 'note', share);
    drawPills(top, scene, 'pill', share);
    if (before !== undefined) {
      drawWires(top, before, 'was', 'note', 1 - share);
      drawPills(top, before, 'past', 1 - share);
    }
    drawSum(top, scene);
    for (const service of scene.services) drawOrders(top, service, words.calls);
    for (const actor of scene.actors) drawMarks(top, actor, scene);
    drawRates(top, scene, 430, 690);
    drawMore(top, scene);
    drawSelectedWorker(top, scene);
    for (const layer of [fixtures, actors, top]) layer.end();
  }
}
