import type { Element, Text } from 'hast';

/**
 * A lesson's words in one language, as the build makes them from its Markdown file: sanitised trees, cut into the parts
 * that the page puts in different places. ELEMENTS.md lists the elements that a tree may hold.
 */
export type Node = Element | Text;
export type Prose = readonly Node[];

export interface LessonText {
  readonly title: string;
  readonly summary: string;
  /** Chapter id, the same in every language. */
  readonly chapter: string;
  readonly minutes: number;
  readonly steps: readonly StepText[];
  /** Mistake id -> its answer. */
  readonly mistakes: Readonly<Record<string, Prose>>;
  /** Where the picture is true and where it stops being true. */
  readonly analogy: Prose;
  readonly links: readonly LinkText[];
}

export interface StepText {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly StepPart[];
  /** The ladder, in order: each rung is shown on request. The last offers to put the solution into the editor. */
  readonly hints: readonly HintText[];
}

export type StepPart =
  | { readonly kind: 'prose'; readonly nodes: Prose }
  | {
      readonly kind: 'predict';
      readonly id: string;
      readonly question: Prose;
      readonly choices: readonly { readonly id: string; readonly label: Prose; readonly reply: Prose }[];
    }
  | {
      readonly kind: 'task';
      readonly title: string;
      readonly intro: Prose;
      readonly checks: readonly { readonly id: string; readonly label: Prose }[];
    };

export const RUNGS = ['look', 'idea', 'change', 'solution'] as const;
export type Rung = (typeof RUNGS)[number];
export interface HintText {
  readonly rung: Rung;
  readonly nodes: Prose;
}

export interface LinkText {
  readonly href: string;
  readonly label: Prose;
}

export const LANGUAGES = ['en', 'zh-TW'] as const;
export type Language = (typeof LANGUAGES)[number];
