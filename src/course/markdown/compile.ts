import type { Root, RootContent } from 'mdast';
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { err, ok, type Result } from '../../base/result.ts';
import type { LessonText, Prose, StepPart, StepText } from '../text.ts';
import {
  type ContainerDirective,
  LessonTextError,
  lineOf,
  plain,
  readDirectives,
  type TextFault,
} from './directives.ts';
import { readHead } from './frontmatter.ts';
import { cleaned } from './sanitize.ts';
import { readAnswers, readHints, readLinks, readPredict, readTask, type ToProse } from './sections.ts';

const parser = unified()
  .use(remarkParse)
  .use(remarkFrontmatter, ['yaml'])
  .use(remarkGfm)
  .use(remarkCjkFriendly)
  .use(remarkDirective)
  .freeze();
const rehype = unified().use(remarkRehype).freeze();

const toProse: ToProse = (nodes) => cleaned(rehype.runSync({ type: 'root', children: [...nodes] }));

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly nodes: RootContent[];
  readonly parts: StepPart[];
  hints: StepText['hints'];
}

/**
 * Markdown of one lesson in one language -> its text. Throws LessonTextError (with the line) for an author's mistake.
 * Pure: no file is read, so that the same code can compile what a teacher writes in the page.
 */
export function compileLesson(markdown: string): LessonText {
  const root: Root = parser.parse(markdown);
  const [first, ...rest] = root.children;
  if (first?.type !== 'yaml') throw new LessonTextError(1, 'the file begins with a head between --- and ---');
  const head = readHead(first.value);
  readDirectives({ type: 'root', children: rest }, markdown);
  const book = { steps: [] as Draft[], mistakes: {}, analogy: [] as Prose, links: [] as LessonText['links'] };
  for (const node of rest) place(node, book);
  for (const step of book.steps) flush(step);
  if (book.steps.length === 0) throw new LessonTextError(1, 'no ::step[title]{#id}');
  return {
    ...head,
    steps: book.steps.map(({ id, title, parts, hints }) => ({ id, title, parts, hints })),
    mistakes: book.mistakes,
    analogy: book.analogy,
    links: book.links,
  };
}

export interface TextProblem {
  readonly line: number;
  readonly fault: TextFault;
  readonly word: string;
  readonly message: string;
}

/** As `compileLesson`, with an author's mistake as a value. */
export function readLesson(markdown: string): Result<LessonText, TextProblem> {
  try {
    return ok(compileLesson(markdown));
  } catch (error) {
    if (!(error instanceof LessonTextError)) throw error;
    const { line, fault, word, message } = error;
    return err({ line, fault, word, message });
  }
}

interface Book {
  readonly steps: Draft[];
  mistakes: LessonText['mistakes'];
  analogy: Prose;
  links: LessonText['links'];
}

function place(node: RootContent, book: Book): void {
  if (node.type === 'leafDirective' && node.name === 'step') {
    const id = node.attributes?.['id'];
    if (!id) throw new LessonTextError(lineOf(node), '::step needs {#id}');
    book.steps.push({ id, title: plain(node), nodes: [], parts: [], hints: [] });
    return;
  }
  const step = book.steps.at(-1);
  if (!step) throw new LessonTextError(lineOf(node), 'text before the first ::step');
  if (node.type === 'containerDirective' && node.name !== 'note') container(node, step, book);
  else step.nodes.push(node);
}

function container(node: ContainerDirective, step: Draft, book: Book): void {
  switch (node.name) {
    case 'predict':
      flush(step);
      step.parts.push(readPredict(node, toProse));
      return;
    case 'task':
      flush(step);
      step.parts.push(readTask(node, toProse));
      return;
    case 'hints':
      step.hints = readHints(node, toProse);
      return;
    case 'mistakes':
      book.mistakes = readAnswers(node, toProse);
      return;
    case 'analogy':
      book.analogy = toProse(node.children);
      return;
    case 'links':
      book.links = readLinks(node, toProse);
      return;
    default:
      throw new LessonTextError(lineOf(node), `:::${node.name} cannot stand here`, 'misplaced', `:::${node.name}`);
  }
}

/** What was read since the last part becomes a part of prose. */
function flush(step: Draft): void {
  if (step.nodes.length > 0) step.parts.push({ kind: 'prose', nodes: toProse(step.nodes) });
  step.nodes.length = 0;
}
