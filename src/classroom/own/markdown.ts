/** A draft as the Markdown of src/course/ELEMENTS.md, with the place in the form that each of its lines comes from. */
import { RUNGS, type Language } from '../../course/text.ts';
import type { Draft, DraftStep } from './draft.ts';

/** Where in the form: a field of the head, or of a step (counted from 0). */
export interface Place {
  readonly step: number | null;
  readonly field: 'title' | 'summary' | 'prose' | 'question' | 'checks' | 'hints' | 'runs' | 'knobs';
}

class Sheet {
  readonly lines: string[] = [];
  readonly marks: { readonly line: number; readonly place: Place }[] = [];

  add(place: Place, ...texts: readonly string[]): void {
    this.marks.push({ line: this.lines.length + 1, place });
    for (const text of texts) this.lines.push(...text.split('\n'));
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** Between the brackets of a directive. */
const bracketed = (text: string): string => oneLine(text).replace(/[\\[\]]/g, String.raw`\$&`);
/** The first line of a list item is a paragraph whatever it begins with; what follows belongs to the item by its indent. */
const indented = (text: string, by: number): string =>
  text
    .trim()
    .split('\n')
    .map((line, i) => (i === 0 || line === '' ? line : ' '.repeat(by) + line))
    .join('\n');
/** A head's value: readHead takes the quotes off again. */
const value = (text: string): string => `"${oneLine(text)}"`;

function writeStep(sheet: Sheet, step: DraftStep, at: number, language: Language): void {
  const place = (field: Place['field']): Place => ({ step: at, field });
  sheet.add(place('title'), `::step[${bracketed(step.title[language])}]{#${step.id}}`, '');
  sheet.add(place('prose'), step.prose[language].trim(), '');
  const { question } = step;
  if (question !== null) {
    sheet.add(place('question'), `:::predict{#${question.id}}`, question.prompt[language].trim(), '');
    for (const choice of question.choices)
      sheet.add(
        place('question'),
        `- \`${choice.id}\` ${oneLine(choice.label[language])}`,
        '',
        `  ${indented(choice.reply[language], 2)}`,
      );
    sheet.add(place('question'), ':::', '');
  }
  if (step.checks.length > 0) {
    sheet.add(place('checks'), `:::task[${bracketed(step.task[language])}]`, '');
    for (const check of step.checks) sheet.add(place('checks'), `- \`${check.id}\` ${oneLine(check.label[language])}`);
    sheet.add(place('checks'), ':::', '');
  }
  if (step.hints !== null) {
    sheet.add(place('hints'), ':::hints');
    step.hints.forEach((hint, i) =>
      sheet.add(place('hints'), `${i + 1}. \`${RUNGS[i] ?? ''}\` ${indented(hint[language], 3)}`),
    );
    sheet.add(place('hints'), ':::', '');
  }
}

export interface Written {
  readonly text: string;
  /** What a line of the text was made from. */
  readonly placeOf: (line: number) => Place;
}

export function markdownOf(draft: Draft, language: Language): Written {
  const sheet = new Sheet();
  sheet.add({ step: null, field: 'title' }, '---', `title: ${value(draft.title[language])}`);
  sheet.add({ step: null, field: 'summary' }, `summary: ${value(draft.summary[language])}`);
  sheet.add({ step: null, field: 'title' }, `chapter: ${draft.chapter}`, `minutes: ${draft.minutes}`, '---', '');
  draft.steps.forEach((step, i) => writeStep(sheet, step, i, language));
  return {
    text: `${sheet.lines.join('\n').trimEnd()}\n`,
    placeOf: (line) => sheet.marks.findLast((mark) => mark.line <= line)?.place ?? { step: null, field: 'title' },
  };
}
