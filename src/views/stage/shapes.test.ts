import { describe, expect, it } from 'vitest';
import { definitions } from './defs';
import { facade, menuBoard, plant, room, ropeBack, ropeFront, street } from './diner/set';
import { fridge, fryer, grill, hood, lectern, office, pagerShelf, rail, whereBoard } from './diner/furniture';
import { POSES, type PoseName } from './diner/people';
import { LOOK_COUNT, bossPeg, cook, doorPerson, guest } from './diner/persons';
import { closedCounter, station } from './diner/stations';
import { layoutScene } from './layout';
import { bubble, envelope, pill, ring, texturePatterns, ticketTag } from './marks';
import { stageEn } from '../../i18n/stage-en';
import { stageZhTW } from '../../i18n/stage-zh-TW';
import { LESSON, flood, snapshots, sync } from './sample';
import type { Shape } from './shapes';
import { loopCard, workerCard } from './server/cards';
import { arbiterBox, clientBox, ground, proxyBox, queueBoxes, serviceBox } from './server/nodes';

const shapesOf = (shape: Shape | string): readonly Shape[] =>
  typeof shape === 'string' ? [] : [shape, ...shape.kids.flatMap(shapesOf)];
const references = (shape: Shape): readonly string[] =>
  shapesOf(shape).flatMap(({ attrs }) =>
    Object.values(attrs).flatMap((value) =>
      [...String(value).matchAll(/(?:url\()?#(gd-[\w-]+)/g)].map((match) => match[1] ?? ''),
    ),
  );
const texts = (shape: Shape): readonly string[] =>
  shapesOf(shape).flatMap((s) => s.kids.filter((kid) => typeof kid === 'string'));

const words = stageZhTW;
const drawings = (): readonly Shape[] => {
  const scenes = [
    layoutScene(snapshots(sync(LESSON, 3))(3_420_000), { words }),
    ...[8, 16, 32, 64].map((n) => layoutScene(snapshots(sync(flood(9, n, 6), n))(4_200_000), { words })),
  ];
  const people = (Object.keys(POSES) as PoseName[]).flatMap((pose) =>
    Array.from({ length: LOOK_COUNT }, (_, n) => guest(pose, 'fries', n)),
  );
  const stations = scenes.flatMap((scene) =>
    scene.workers.flatMap((worker) => [
      station(worker, scene.workerLevel, scene),
      station({ ...worker, look: 'frozen', state: 'err' }, scene.workerLevel, scene),
      station({ ...worker, look: 'killed' }, scene.workerLevel, { ...scene, mode: 'one-loop' }),
      workerCard(worker, scene.workerLevel),
      loopCard(worker, scene.parked, words),
    ]),
  );
  const first = scenes[0]!;
  return [
    ...people,
    guest('wait', 'other', 1),
    ...stations,
    ...street(),
    ...room(words, 'tills', true),
    plant,
    ...facade(words),
    ...hood(),
    ...ropeBack(),
    ...ground(),
    menuBoard(first.menu),
    ropeFront(),
    fridge(),
    fryer(''),
    grill(''),
    lectern(),
    office(''),
    pagerShelf(3),
    rail(600),
    whereBoard(words, first.proxy!.locations),
    bossPeg(),
    cook(),
    doorPerson(true),
    closedCounter(''),
    envelope(),
    bubble('GET /', 0, true),
    ring('io', 0.5, '4'),
    ticketTag(4, true, true, true),
    pill({ state: 'wait', text: 'x' }),
    proxyBox(first.proxy!),
    clientBox(first.client),
    queueBoxes(first.workers, 0),
    arbiterBox('arbiter', 1, first.arbiter!.beats, words),
    ...first.services.map((service) => serviceBox(service, service.detail)),
  ];
};

describe('drawings', () => {
  const known = new Set(definitions.map((shape) => String(shape.attrs['id'])));
  it('define every symbol and texture once', () => {
    expect(known.size).toBe(definitions.length);
  });
  it('refer only to what is defined', () => {
    const used = new Set([...drawings(), ...definitions].flatMap(references));
    expect([...used].filter((id) => !known.has(id))).toEqual([]);
    // What is defined is also used; a block of ten people is drawn by the renderer itself.
    expect([...known].filter((id) => !used.has(id))).toEqual(['gd-ten']);
  });
  it('carry no style attributes, which a strict content security policy would drop', () => {
    expect(
      drawings()
        .flatMap(shapesOf)
        .filter((shape) => 'style' in shape.attrs),
    ).toEqual([]);
  });
  it('give every state its own texture', () => {
    expect(texturePatterns.map((shape) => shape.attrs['id'])).toEqual([
      'gd-px-wait',
      'gd-px-io',
      'gd-px-send',
      'gd-px-err',
    ]);
  });
  it('treat what comes from a run as text', () => {
    const evil = '<img src=x onerror=alert(1)>';
    expect(texts(bubble(evil, 0, true))).toEqual([evil]);
  });
});

describe('words', () => {
  it('are there in both languages, and differ', () => {
    const [en, zh] = [stageEn, stageZhTW];
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    expect(zh.zones.map((zone) => zone.diner)).toEqual(['街道', '門口與帶位員', '排隊紅龍', '櫃台', '廚房']);
    expect(en.inLine(58, 4.44)).toBe('58 in line · oldest 4.4 s');
    expect(zh.orders(12)).toBe('12 份');
  });
});
