/**
 * The imperative side of the stage. A `Layer` holds keyed items; each frame says which items exist, with a variant (what they look
 * like) and a place. Only a change of variant rebuilds nodes; a frame in which people merely move writes one attribute per person.
 */
import type { Shape } from './shapes';

const SVG = 'http://www.w3.org/2000/svg';

/** Builds the nodes of a shape and collects those with a `ref`. */
export function build(shape: Shape, refs: Map<string, SVGElement>): SVGElement {
  const node = document.createElementNS(SVG, shape.tag);
  for (const [name, value] of Object.entries(shape.attrs)) node.setAttribute(name, String(value));
  for (const kid of shape.kids) node.append(typeof kid === 'string' ? kid : build(kid, refs));
  if (shape.ref !== undefined) refs.set(shape.ref, node);
  return node;
}

export class Item {
  readonly node: SVGGElement = document.createElementNS(SVG, 'g');
  order = 0;
  seen = 0;
  private variant: string | undefined;
  private place = '';
  private opacity = '';
  private readonly refs = new Map<string, SVGElement>();
  private readonly written = new Map<string, string>();

  draw(variant: string, make: () => Shape): void {
    if (variant === this.variant) return;
    this.variant = variant;
    this.refs.clear();
    this.written.clear();
    this.node.replaceChildren(build(make(), this.refs));
  }
  move(x: number, y: number, scale: number): void {
    const place = `translate(${x.toFixed(1)} ${y.toFixed(1)})${scale === 1 ? '' : ` scale(${scale.toFixed(3)})`}`;
    if (place === this.place) return;
    this.place = place;
    this.node.setAttribute('transform', place);
  }
  fade(opacity: number): void {
    const value = opacity >= 1 ? '' : opacity.toFixed(2);
    if (value === this.opacity) return;
    this.opacity = value;
    if (value === '') this.node.removeAttribute('opacity');
    else this.node.setAttribute('opacity', value);
  }
  set(ref: string, name: string, value: string): void {
    const key = `${ref}/${name}`;
    if (this.written.get(key) === value) return;
    this.written.set(key, value);
    this.refs.get(ref)?.setAttribute(name, value);
  }
  text(ref: string, value: string): void {
    const key = `${ref}/text`;
    if (this.written.get(key) === value) return;
    this.written.set(key, value);
    const node = this.refs.get(ref);
    if (node !== undefined) node.textContent = value;
  }
}

interface Placement {
  readonly x?: number;
  readonly y?: number;
  readonly scale?: number;
  readonly opacity?: number;
  /** Painted in ascending order; equal orders keep the order of `put`. */
  readonly order?: number;
}

export class Layer {
  private readonly items = new Map<string, Item>();
  private sequence: Item[] = [];
  private frame = 0;
  private next: Item[] = [];

  constructor(private readonly host: SVGGElement) {}

  begin(): void {
    this.frame++;
    this.next = [];
  }
  put(
    key: string,
    variant: string,
    make: () => Shape,
    { x = 0, y = 0, scale = 1, opacity = 1, order = 0 }: Placement = {},
  ): Item {
    let item = this.items.get(key);
    if (item === undefined) this.items.set(key, (item = new Item()));
    item.draw(variant, make);
    item.move(x, y, scale);
    item.fade(opacity);
    item.order = order;
    if (item.seen !== this.frame) this.next.push(item);
    item.seen = this.frame;
    return item;
  }
  /** Removes what this frame did not mention and brings the rest into painting order. */
  end(): void {
    for (const [key, item] of this.items) {
      if (item.seen === this.frame) continue;
      item.node.remove();
      this.items.delete(key);
    }
    const wanted = this.next.sort((a, b) => a.order - b.order);
    if (wanted.length === this.sequence.length && wanted.every((item, i) => item === this.sequence[i])) return;
    let cursor = this.host.firstChild;
    for (const item of wanted) {
      if (item.node === cursor) cursor = cursor.nextSibling;
      else this.host.insertBefore(item.node, cursor);
    }
    this.sequence = wanted;
  }
  clear(): void {
    this.items.clear();
    this.sequence = [];
    this.host.replaceChildren();
  }
}
