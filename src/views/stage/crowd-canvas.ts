/**
 * Crowds on one canvas: hundreds of faceless pegs (or small tokens), each a blit of a sprite that was drawn once per path and look.
 * 500 of them cost well under a millisecond of script per frame, where 500 live SVG groups would cost many.
 */
import { BODY, BODY_SIDE } from './diner/people';
import { HEAD_CAP, LOOK_COUNT, lookOf } from './diner/persons';
import type { Actor, PathClass } from './scene';

type Skin = 'diner' | 'server';
/** The box of a sprite in peg units: around the feet of a peg, around the middle of a token. */
const BOXES = {
  diner: { left: 44, right: 54, up: 146, down: 14 },
  server: { left: 32, right: 32, up: 40, down: 40 },
} as const;
const SCARF = '#7C6A8C';

const shapes = {
  body: new Path2D(BODY),
  side: new Path2D(BODY_SIDE),
  cap: new Path2D(HEAD_CAP),
  burger: ((): Path2D => {
    const p = new Path2D();
    p.arc(0, 0, 8.5, 0, 2 * Math.PI);
    return p;
  })(),
  fries: new Path2D('M0-9.5L10 7.5H-10Z'),
  report: new Path2D('M-8-8H8V8H-8Z'),
  static: new Path2D('M0-11L11 0L0 11L-11 0Z'),
  other: new Path2D('M-3.5-10h7v6.5h6.5v7h-6.5v6.5h-7v-6.5h-6.5v-7h6.5Z'),
};

export class CrowdCanvas {
  private readonly context: CanvasRenderingContext2D | null;
  private readonly sprites = new Map<string, HTMLCanvasElement>();
  private pixels = 1;
  private view = { x: 0, y: 0, width: 1600, height: 900 };
  private empty = true;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d');
  }
  /** Size in CSS pixels, device pixel ratio, and the part of the world that is shown. */
  resize(
    width: number,
    height: number,
    ratio: number,
    view: { x: number; y: number; width: number; height: number },
  ): void {
    this.view = view;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (this.canvas.width !== w || this.canvas.height !== h) [this.canvas.width, this.canvas.height] = [w, h];
    const pixels = Math.max(w / view.width, h / view.height);
    if (pixels !== this.pixels) this.sprites.clear();
    this.pixels = pixels;
    this.empty = false;
  }
  /** The theme has changed: colours are read again. */
  forget(): void {
    this.sprites.clear();
  }
  draw(actors: readonly Actor[], skin: Skin, opacity: number): void {
    const { context, canvas, view, pixels } = this;
    if (context === null) return;
    const crowd = actors.filter((actor) => actor.form === 'crowd');
    if (crowd.length === 0 && this.empty) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    this.empty = crowd.length === 0;
    if (this.empty) return;
    crowd.sort((a, b) => a.y - b.y || b.x - a.x);
    context.globalAlpha = opacity;
    const shiftX = (canvas.width - view.width * pixels) / 2;
    const shiftY = (canvas.height - view.height * pixels) / 2;
    for (const actor of crowd) {
      const sprite = this.sprite(actor.path, actor.ticket, actor.scale, skin);
      const scale = actor.scale * pixels;
      const box = BOXES[skin];
      const lift = skin === 'server' ? actor.tokenLift : 0;
      const x = (actor.x - view.x) * pixels + shiftX - box.left * scale;
      const y = (actor.y - lift - view.y) * pixels + shiftY - box.up * scale;
      context.drawImage(sprite, x, y, (box.left + box.right) * scale, (box.up + box.down) * scale);
    }
  }
  private sprite(path: PathClass, ticket: number, scale: number, skin: Skin): HTMLCanvasElement {
    const size = scale > 0.5 ? 1 : 0.45;
    const key = `${skin}|${path}|${skin === 'diner' ? ticket % LOOK_COUNT : ''}|${size}`;
    const known = this.sprites.get(key);
    if (known !== undefined) return known;
    const made = document.createElement('canvas');
    const k = Math.max(0.2, size * this.pixels);
    const box = BOXES[skin];
    made.width = Math.ceil((box.left + box.right) * k);
    made.height = Math.ceil((box.up + box.down) * k);
    const context = made.getContext('2d');
    if (context !== null) {
      context.setTransform(k, 0, 0, k, box.left * k, box.up * k);
      if (skin === 'diner') this.peg(context, path, ticket);
      else this.token(context, path);
    }
    this.sprites.set(key, made);
    return made;
  }
  private peg(context: CanvasRenderingContext2D, path: PathClass, ticket: number): void {
    const css = getComputedStyle(this.canvas);
    const colour = (name: string): string => css.getPropertyValue(name);
    const { hair, skin, tint } = lookOf(ticket);
    const fill = (style: string, shape: Path2D): void => {
      context.fillStyle = style;
      context.fill(shape);
    };
    context.fillStyle = colour('--cast');
    context.beginPath();
    context.ellipse(6, 0, 34, 9, 0, 0, 2 * Math.PI);
    context.fill();
    fill(colour(`--p-${path}`), shapes.body);
    fill(colour('--shade'), shapes.side);
    const head = new Path2D();
    head.arc(0, -106, 26, 0, 2 * Math.PI);
    fill(colour(`--sk-${skin}`), head);
    fill(hair === 6 ? SCARF : colour(`--hr-${tint}`), shapes.cap);
    context.save();
    context.translate(0, -46);
    context.scale(1.5, 1.5);
    fill(colour('--on-path'), shapes[path]);
    context.restore();
  }
  private token(context: CanvasRenderingContext2D, path: PathClass): void {
    const css = getComputedStyle(this.canvas);
    context.fillStyle = css.getPropertyValue(`--p-${path}`);
    context.beginPath();
    context.roundRect(-28, -36, 56, 72, 12);
    context.fill();
    context.save();
    context.scale(1.9, 1.9);
    context.fillStyle = css.getPropertyValue('--on-path');
    context.fill(shapes[path]);
    context.restore();
  }
}
