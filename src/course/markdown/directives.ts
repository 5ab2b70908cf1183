import type { PhrasingContent, Root, RootContent } from 'mdast';
import type {} from 'remark-directive';
import { CONTAINERS, INLINE, LEAF, PLACES } from './vocabulary.ts';

/** What kind of mistake it is, for who shows it in another language; `other` has its message alone. */
export type TextFault = 'block' | 'misplaced' | 'attribute' | 'place' | 'link' | 'other';

/** A mistake of the lesson's author: the build stops and shows it. */
export class LessonTextError extends Error {
  constructor(
    readonly line: number,
    message: string,
    readonly fault: TextFault = 'other',
    /** The word that is wrong. */
    readonly word = '',
  ) {
    super(`line ${line}: ${message}`);
    this.name = 'LessonTextError';
  }
}

type Node = Root | RootContent;
type Of<T extends RootContent['type']> = Extract<RootContent, { type: T }>;
type TextDirective = Of<'textDirective'>;
type LeafDirective = Of<'leafDirective'>;
export type ContainerDirective = Of<'containerDirective'>;
type Directive = TextDirective | LeafDirective | ContainerDirective;

export const lineOf = (node: Node): number => node.position?.start.line ?? 0;

/** The text that people read in a subtree. */
export function plain(node: Node): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(plain).join('') : '';
}

/**
 * Gives every directive of ours its element, and every other one back as the text that it was: `app:app`, `10:30` and
 * `127.0.0.1:8000` are words, not markup (remark-directive takes any `:name` for a directive and offers no way out).
 */
export function readDirectives(root: Root, source: string): void {
  visit(root, source);
}

function visit(node: Node, source: string): void {
  if (!('children' in node)) return;
  const children: RootContent[] = node.children;
  children.forEach((child, i) => {
    // What stands inside comes first: the words of a command are read off its children.
    visit(child, source);
    if (child.type === 'textDirective') children[i] = readInline(child, source);
    else if (child.type === 'leafDirective') readLeaf(child);
    else if (child.type === 'containerDirective') readContainer(child);
  });
}

function readInline(node: TextDirective, source: string): PhrasingContent {
  const rule = Object.hasOwn(INLINE, node.name) ? INLINE[node.name] : undefined;
  const start = node.position?.start.offset ?? 0;
  const written = source.slice(start, node.position?.end.offset);
  if (!rule || !written.startsWith(`:${node.name}[`)) return { type: 'text', value: written };
  const given = attributesOf(node, rule.attributes);
  const properties = { ...rule.fixed, ...given, ...(rule.text ? { [rule.text]: plain(node) } : {}) };
  if (rule.tag === 'x-place' && !(PLACES as readonly string[]).includes(given['place'] ?? ''))
    throw new LessonTextError(
      lineOf(node),
      `:place needs place= one of ${PLACES.join(', ')}`,
      'place',
      PLACES.join(', '),
    );
  node.data = { hName: rule.tag, hProperties: properties };
  return node;
}

function readLeaf(node: LeafDirective): void {
  if (node.name === 'bar' || node.name === 'grid') {
    const { tag, attributes } = LEAF[node.name];
    node.data = { hName: tag, hProperties: attributesOf(node, attributes) };
    return;
  }
  if (node.name !== 'step')
    throw new LessonTextError(lineOf(node), `unknown block ::${node.name}`, 'block', `::${node.name}`);
}

function readContainer(node: ContainerDirective): void {
  if (!(CONTAINERS as readonly string[]).includes(node.name))
    throw new LessonTextError(lineOf(node), `unknown block :::${node.name}`, 'block', `:::${node.name}`);
  if (node.name === 'note') node.data = { hName: 'x-note', hProperties: {} };
}

function attributesOf(node: Directive, allowed: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (!allowed.includes(name))
      throw new LessonTextError(lineOf(node), `:${node.name} takes no attribute ${name}`, 'attribute', name);
    out[name] = value ?? '';
  }
  return out;
}
