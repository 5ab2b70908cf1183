/**
 * StagePainter: draws the scene of the playhead into the mounted frames, at most once per animation frame, and runs the morph between
 * the skins (wall clock: it is a change of costume, not an event of the run). It also answers what lies under a point.
 */
import type { CrowdCanvas } from './crowd-canvas';
import { holdDefs } from './defs';
import { DinerRenderer } from './diner/render';
import { Layer } from './dom';
import { easeInOut } from './motion';
import { drawBand, workerHeight, type Layers, type SkinRenderer } from './renderer';
import { ticketText } from './marks';
import type { StageWords } from '../../i18n/stage';
import type { Actor, SceneModel } from './scene';

export type Skin = 'diner' | 'server';
export type Selection =
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'worker'; readonly slot: number };
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
type Groups = Readonly<Record<keyof Layers, SVGGElement>>;
export interface Frames {
  readonly diner: Groups;
  readonly server: Groups;
  readonly band: SVGGElement;
  readonly canvas: HTMLCanvasElement;
  /** The two drawings, behind and before the canvas; the painter moves their view boxes. */
  readonly drawings: readonly SVGSVGElement[];
}

const MORPH_MS = 720;
const FADE_MS = 120;
const PAN_MS = 640;
/** Below this scale pills and plates cannot be read and are hidden. */
const SMALL = 0.33;
const share = (p: number, from: number, to: number): number => Math.min(1, Math.max(0, (p - from) / (to - from)));
const layersOf = (groups: Groups): Layers => ({
  fixtures: new Layer(groups.fixtures),
  actors: new Layer(groups.actors),
  top: new Layer(groups.top),
});

export class StagePainter {
  private readonly diner: SkinRenderer;
  /** Comes when it is first wanted: the other costume is packed apart. */
  private server: SkinRenderer | null = null;
  private disposed = false;
  private readonly band: Layer;
  /** Comes with the first crowd, for the same reason. */
  private crowd: CrowdCanvas | null = null;
  private awaitsCrowd = false;
  private readonly release: () => void;
  private readonly observer: ResizeObserver;
  private getScene: ((t: number) => SceneModel) | undefined;
  private peek: () => number = () => 0;
  private words: StageWords | undefined;
  private skin: Skin | undefined;
  private wanted: Skin = 'diner';
  private previous: Skin = 'diner';
  private morphStart = -Infinity;
  private reduced = false;
  private view: View = { x: 0, y: 0, width: 1600, height: 900 };
  private panFrom: View | undefined;
  private panTo: View = this.view;
  private panStart = -Infinity;
  private box = '';
  private pending = 0;
  private scene: SceneModel | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly frames: Frames,
  ) {
    this.release = holdDefs(root.ownerDocument);
    this.diner = new DinerRenderer(layersOf(frames.diner));
    this.band = new Layer(frames.band);
    this.observer = new ResizeObserver(() => {
      this.fit();
      this.schedule();
    });
    this.observer.observe(root);
  }
  dispose(): void {
    this.disposed = true;
    cancelAnimationFrame(this.pending);
    this.observer.disconnect();
    this.release();
  }
  setScene(getScene: (t: number) => SceneModel, peek: () => number): void {
    this.getScene = getScene;
    this.peek = peek;
    this.schedule();
  }
  setWords(words: StageWords): void {
    this.words = words;
    this.schedule();
  }
  setTheme(theme: 'light' | 'dark'): void {
    this.root.dataset['stageTheme'] = theme;
    this.crowd?.forget();
    this.schedule();
  }
  /** Moves the camera; the first view is there at once. */
  setView(view: View): void {
    const first = this.panFrom === undefined;
    this.panFrom = first ? view : this.view;
    this.panTo = view;
    this.panStart = first || this.reduced ? -Infinity : performance.now();
    this.schedule();
  }
  private pan(): boolean {
    const p = share(performance.now() - this.panStart, 0, PAN_MS);
    const [from, to] = [this.panFrom ?? this.panTo, this.panTo];
    const k = easeInOut(p);
    const mix = (a: number, b: number): number => a + (b - a) * k;
    this.view = {
      x: mix(from.x, to.x),
      y: mix(from.y, to.y),
      width: mix(from.width, to.width),
      height: mix(from.height, to.height),
    };
    const box = `${this.view.x} ${this.view.y} ${this.view.width} ${this.view.height}`;
    if (box !== this.box) {
      this.box = box;
      for (const drawing of this.frames.drawings) drawing.setAttribute('viewBox', box);
      this.fit();
    }
    return p < 1;
  }
  setSkin(skin: Skin, reduced: boolean): void {
    this.reduced = reduced;
    this.wanted = skin;
    if (skin === 'server' && this.server === null) {
      void this.fetchServer();
      return;
    }
    if (this.skin !== undefined && this.skin !== skin) {
      this.previous = this.skin;
      this.morphStart = performance.now();
    }
    this.skin = skin;
    this.schedule();
  }
  private async fetchServer(): Promise<void> {
    const { ServerRenderer } = await import('./server/render');
    if (this.disposed) return;
    this.server ??= new ServerRenderer(layersOf(this.frames.server));
    if (this.wanted === 'server') this.setSkin('server', this.reduced);
  }
  private async fetchCrowd(): Promise<void> {
    this.awaitsCrowd = true;
    const { CrowdCanvas: Canvas } = await import('./crowd-canvas');
    if (this.disposed) return;
    this.crowd = new Canvas(this.frames.canvas);
    this.fit();
    this.schedule();
  }
  schedule(): void {
    if (!this.disposed && this.pending === 0) this.pending = requestAnimationFrame(() => this.draw());
  }
  private fit(): void {
    // As laid out, not as turned: a card that is being flipped is narrow only to the eye.
    const { clientWidth: width, clientHeight: height } = this.root;
    this.crowd?.resize(width, height, globalThis.devicePixelRatio, this.view);
    this.root.toggleAttribute('data-small', width / this.view.width < SMALL);
  }

  draw(): void {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    const { getScene, words, skin } = this;
    if (getScene === undefined || words === undefined || skin === undefined) return;
    const panning = this.pan();
    const scene = getScene(this.peek());
    this.scene = scene;
    const p = share(performance.now() - this.morphStart, 0, this.reduced ? FADE_MS : MORPH_MS);
    const other: Skin = skin === 'diner' ? 'server' : 'diner';
    this.rendererOf(skin)?.update(scene, words);
    if (p < 1 && this.previous === other) this.rendererOf(other)?.update(scene, words);
    this.weigh(skin, other, p);
    drawBand(this.band, scene, words, p < 0.5 ? this.previous : skin);
    if (!this.awaitsCrowd && scene.actors.some(({ form }) => form === 'crowd')) void this.fetchCrowd();
    this.crowd?.draw(
      scene.actors,
      p < 0.5 && p > 0 ? this.previous : skin,
      p < 1 ? Math.abs(1 - 2 * share(p, 0.2, 0.8)) : 1,
    );
    if (p < 1 || panning) this.schedule();
  }
  private rendererOf(skin: Skin): SkinRenderer | null {
    return skin === 'diner' ? this.diner : this.server;
  }
  /** Scenery goes first, people change costume in place, the other scenery comes last. */
  private weigh(skin: Skin, other: Skin, p: number): void {
    if (p >= 1) {
      for (const [name, groups] of [
        [skin, this.frames[skin]],
        [other, this.frames[other]],
      ] as const) {
        for (const group of Object.values(groups)) {
          group.style.display = name === skin ? '' : 'none';
          group.style.opacity = '';
          group.style.removeProperty('--gd-fig');
        }
      }
      return;
    }
    const cross = this.reduced ? p : easeInOut(share(p, 0.22, 0.78));
    const set = (groups: Groups, scenery: number, people: number): void => {
      for (const group of Object.values(groups)) group.style.display = '';
      groups.fixtures.style.opacity = String(scenery);
      for (const group of [groups.actors, groups.top]) group.style.opacity = String(people);
      groups.actors.style.setProperty('--gd-fig', this.reduced ? '1' : (0.5 + 0.5 * people).toFixed(3));
    };
    set(this.frames[other], this.reduced ? 1 - p : 1 - share(p, 0, 0.33), 1 - cross);
    set(this.frames[skin], this.reduced ? p : share(p, 0.55, 1), cross);
  }

  /** What lies under a point of the window. */
  hit(clientX: number, clientY: number): Selection | undefined {
    const { scene, view } = this;
    if (scene === undefined) return undefined;
    const box = this.root.getBoundingClientRect();
    const scale = Math.max(box.width / view.width, box.height / view.height);
    const x = view.x + view.width / 2 + (clientX - box.left - box.width / 2) / scale;
    const y = view.y + view.height / 2 + (clientY - box.top - box.height / 2) / scale;
    const covers = (actor: Actor): boolean =>
      Math.abs(actor.x - x) <= 31 * actor.scale && y <= actor.y + 8 && y >= actor.y - 186 * actor.scale;
    const actor = scene.actors.filter(covers).sort((a, b) => b.y - a.y)[0];
    if (actor !== undefined) return { kind: 'request', id: actor.id };
    const height = workerHeight(scene.workerLevel);
    const worker = scene.workers.find(
      (w) => x >= w.block.x && x <= w.block.x + w.block.width && y <= w.y && y >= w.y - height,
    );
    return worker === undefined ? undefined : { kind: 'worker', slot: worker.slot };
  }
  describe(selection: Selection): string {
    if (selection.kind === 'request') {
      const actor = this.scene?.actors.find((a) => a.id === selection.id);
      return actor === undefined ? '' : `#${ticketText(actor.ticket)} ${actor.line}`;
    }
    const worker = this.scene?.workers.find((w) => w.slot === selection.slot);
    return worker === undefined
      ? ''
      : [`pid ${worker.pid}`, worker.kind, worker.source].filter((part) => part !== '').join(' · ');
  }
  /** The next request in view by ticket number, for the arrow keys. */
  neighbour(selected: Selection | undefined, by: 1 | -1): Selection | undefined {
    const actors = [...(this.scene?.actors ?? [])].sort((a, b) => a.ticket - b.ticket);
    if (actors.length === 0) return undefined;
    const now = selected?.kind === 'request' ? actors.findIndex((a) => a.id === selected.id) : -1;
    const next = actors[now < 0 ? (by === 1 ? 0 : actors.length - 1) : (now + by + actors.length) % actors.length];
    return next === undefined ? undefined : { kind: 'request', id: next.id };
  }
}
