import type { ListItem, RootContent } from 'mdast';
import { type HintText, type LessonText, type Prose, RUNGS, type StepPart } from '../text.ts';
import { type ContainerDirective, LessonTextError, lineOf, plain } from './directives.ts';

export type ToProse = (nodes: readonly RootContent[]) => Prose;

interface Item {
  readonly id: string;
  readonly line: number;
  /** The first paragraph after the id, without the paragraph around it. */
  readonly label: readonly RootContent[];
  readonly rest: readonly RootContent[];
}

/** The text of a directive's brackets, which remark-directive keeps as a first paragraph with a mark. */
const isLabel = (node: RootContent): boolean => node.type === 'paragraph' && node.data?.directiveLabel === true;

const labelOf = (node: ContainerDirective): string => {
  const first = node.children[0];
  return first && isLabel(first) ? plain(first) : '';
};

const contentOf = (node: ContainerDirective): readonly RootContent[] =>
  node.children.filter((child) => !isLabel(child));

const itemsOf = (node: ContainerDirective): readonly ListItem[] =>
  node.children.flatMap((child) => (child.type === 'list' ? child.children : []));

/** `- `id` text`: the list items of predict, task, hints and mistakes begin with their id in code. */
function keyed(item: ListItem): Item {
  const [first, ...rest] = item.children;
  const [key, ...label] = first?.type === 'paragraph' ? first.children : [];
  if (key?.type !== 'inlineCode') throw new LessonTextError(lineOf(item), 'a list item here begins with `its-id`');
  const [lead, ...tail] = label;
  const trimmed: RootContent[] = lead?.type === 'text' ? [{ ...lead, value: lead.value.trimStart() }, ...tail] : label;
  return { id: key.value, line: lineOf(item), label: trimmed, rest };
}

const paragraphs = (item: Item): readonly RootContent[] => [
  { type: 'paragraph', children: item.label as never },
  ...item.rest,
];

export function readPredict(node: ContainerDirective, toProse: ToProse): StepPart {
  const id = node.attributes?.['id'];
  if (!id) throw new LessonTextError(lineOf(node), ':::predict needs {#id}');
  const choices = itemsOf(node).map((entry) => {
    const item = keyed(entry);
    if (item.rest.length === 0) throw new LessonTextError(item.line, `the choice ${item.id} has no reply`);
    return { id: item.id, label: toProse(item.label), reply: toProse(item.rest) };
  });
  const question = contentOf(node).filter((child) => child.type !== 'list');
  return { kind: 'predict', id, question: toProse(question), choices };
}

export function readTask(node: ContainerDirective, toProse: ToProse): StepPart {
  const title = labelOf(node);
  if (title === '') throw new LessonTextError(lineOf(node), ':::task needs [a title]');
  const intro = contentOf(node).filter((child) => child.type !== 'list');
  const checks = itemsOf(node).map((entry) => {
    const item = keyed(entry);
    return { id: item.id, label: toProse(item.label) };
  });
  return { kind: 'task', title, intro: toProse(intro), checks };
}

/** All four rungs, in their order. */
export function readHints(node: ContainerDirective, toProse: ToProse): readonly HintText[] {
  const items = itemsOf(node).map(keyed);
  if (items.map((item) => item.id).join() !== RUNGS.join())
    throw new LessonTextError(lineOf(node), `hints are ${RUNGS.join(', ')}, in this order`);
  return items.map((item, i) => ({ rung: RUNGS[i] ?? 'look', nodes: toProse(paragraphs(item)) }));
}

export const readAnswers = (node: ContainerDirective, toProse: ToProse): Readonly<Record<string, Prose>> =>
  Object.fromEntries(
    itemsOf(node).map((entry) => {
      const item = keyed(entry);
      return [item.id, toProse(paragraphs(item))];
    }),
  );

export function readLinks(node: ContainerDirective, toProse: ToProse): LessonText['links'] {
  return itemsOf(node).map((item) => {
    const [first] = item.children;
    const link = first?.type === 'paragraph' ? first.children[0] : undefined;
    if (link?.type !== 'link') throw new LessonTextError(lineOf(item), 'a link here is - [text](https://…)');
    if (!link.url.startsWith('https://'))
      throw new LessonTextError(lineOf(item), `a link here goes to https://, not ${link.url}`, 'link', link.url);
    return { href: link.url, label: toProse(link.children) };
  });
}
