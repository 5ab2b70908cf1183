/**
 * Symbols and textures that every stage on a page shares: one hidden drawing per document, counted by its users. They read the theme's
 * colours from the document, so a change of theme needs no redrawing.
 */
import { peopleSymbols } from './diner/people';
import { officeClip } from './diner/furniture';
import { staffSymbols } from './diner/persons';
import { scenePatterns } from './diner/set';
import { build } from './dom';
import { groundPattern, texturePatterns } from './marks';
import type { Shape } from './shapes';

/** Everything that a drawing may refer to by `#gd-…`. */
export const definitions: readonly Shape[] = [
  ...texturePatterns,
  ...scenePatterns,
  groundPattern,
  ...peopleSymbols,
  ...staffSymbols,
  officeClip,
];

const holders = new WeakMap<Document, { node: SVGSVGElement; users: number }>();

function mount(doc: Document): SVGSVGElement {
  const svg = doc.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', '0');
  svg.setAttribute('height', '0');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('gd-defs');
  const defs = doc.createElementNS('http://www.w3.org/2000/svg', 'defs');
  for (const shape of definitions) defs.append(build(shape, new Map()));
  svg.append(defs);
  doc.body.prepend(svg);
  return svg;
}
/** Keeps the shared definitions in the document until the returned function is called. */
export function holdDefs(doc: Document): () => void {
  let holder = holders.get(doc);
  if (holder === undefined) holders.set(doc, (holder = { node: mount(doc), users: 0 }));
  const held = holder;
  held.users++;
  return () => {
    held.users--;
    if (held.users > 0) return;
    held.node.remove();
    holders.delete(doc);
  };
}
