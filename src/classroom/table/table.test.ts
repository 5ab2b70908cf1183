import { expect, it } from 'vitest';
import { readLesson } from '../../course/markdown/index.ts';
import { decodeOwn, wordsFit } from '../own/index.ts';
import { chefsTable } from './index.ts';

it('fits into an address, and its words fit its numbers and files in both languages', () => {
  const own = decodeOwn(chefsTable());
  if (!own.ok) throw new Error(own.error);
  const { lesson, texts, start } = own.value;
  for (const markdown of [texts.en, texts['zh-TW']]) {
    const words = readLesson(markdown ?? '');
    expect(words.ok && wordsFit(lesson, words.value)).toBe(true);
    for (const [, path = ''] of (markdown ?? '').matchAll(/\{path=([^ }]+)/g))
      expect(Object.keys(start)).toContain(path);
    for (const [, knob = ''] of (markdown ?? '').matchAll(/:num\[(\w+)\]/g))
      expect(Object.keys(lesson.knobs)).toContain(knob);
  }
  for (const { bind } of Object.values(lesson.knobs))
    if (bind.kind === 'file') expect(start[bind.path]).toContain(bind.before);
});
