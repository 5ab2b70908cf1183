import type { Root } from 'hast';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import { unified } from 'unified';
import type { Node, Prose } from '../text.ts';
import { ELEMENTS } from './vocabulary.ts';

const schema = {
  ...defaultSchema,
  // No raw HTML, no images, no forms: lessons have prose, lists, tables, code and our own elements.
  tagNames: [
    ...'a blockquote br code del em h3 h4 hr li ol p pre strong table tbody td th thead tr ul'.split(' '),
    ...Object.keys(ELEMENTS),
  ],
  attributes: {
    a: ['href'],
    code: [['className', /^language-[a-z]+$/]],
    td: ['align'],
    th: ['align'],
    ol: ['start'],
    ...Object.fromEntries(Object.entries(ELEMENTS).map(([tag, names]) => [tag, [...names]])),
  },
  protocols: { href: ['https'] },
  clobber: [],
  required: {},
} satisfies typeof defaultSchema;

const sanitizer = unified().use(rehypeSanitize, schema).freeze();

/** Sanitised, without positions and without blank text between blocks: what travels to the page as JSON. */
export function cleaned(root: Root): Prose {
  return slim(sanitizer.runSync(root).children);
}

const BLOCKS = new Set(['ul', 'ol', 'table', 'thead', 'tbody', 'tr', 'blockquote', 'x-note']);

function slim(nodes: readonly { readonly type: string }[], inBlock = true): Node[] {
  return (nodes as Root['children']).flatMap((node): Node[] => {
    if (node.type === 'text') return inBlock && node.value.trim() === '' ? [] : [{ type: 'text', value: node.value }];
    if (node.type !== 'element') return [];
    const { tagName, properties, children } = node;
    return [{ type: 'element', tagName, properties, children: slim(children, BLOCKS.has(tagName)) }];
  });
}
