import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLessonFolders } from '../../scripts/lessons/folders.ts';
import { loadPack } from '../../scripts/lessons/play.ts';
import { RunFold } from '../projections/fold.ts';
import { decodeTrace } from '../trace/codec.ts';
import { answeredSteps, judgeNow } from './checks.ts';
import type { FilesState } from './files.ts';
import type { LessonState } from './lesson.ts';
import type { RunState } from './run.ts';

describe('answers', () => {
  it('settle the steps that only ask, whichever step the learner is at', async () => {
    const queue = readLessonFolders(resolve('lessons')).find(({ id }) => id === 'the-queue');
    if (queue === undefined) throw new Error('the queue is the lesson that everybody knows');
    const pack = await loadPack(queue);
    expect(answeredSteps({ pack, answers: {} })).toEqual([]);
    expect(answeredSteps({ pack, answers: { when: 'together' } })).toEqual(['watch']);
  });
});

describe('a recorded run', () => {
  it('settles nothing once the files are others than those that it was recorded of', async () => {
    const pager = readLessonFolders(resolve('lessons')).find(({ id }) => id === 'the-pager');
    if (pager === undefined) throw new Error('the pager is a lesson that everybody knows');
    const pack = await loadPack(pager);
    const stepIndex = pack.lesson.steps.findIndex(({ id }) => id === 'repair');
    const decoded = decodeTrace(readFileSync(join(pager.dir, 'trace.asgi.json'), 'utf8'));
    if (!decoded.ok) throw new Error('the lesson ships a trace that cannot be read');
    const fold = new RunFold();
    fold.push(decoded.value);
    const run = { runs: { asgi: { model: fold.model, origin: 'recorded' } } } as unknown as RunState;
    const lesson = { pack, stepIndex, answers: {}, atStep: pack.start } as unknown as LessonState;
    const files = (edited: Readonly<Record<string, string>>): FilesState =>
      ({ start: pack.start, edited }) as unknown as FilesState;
    const passed = (edited: Readonly<Record<string, string>>): number =>
      judgeNow(lesson, files(edited), run).checks.filter(({ verdict }) => verdict.ok).length;
    expect(passed({})).toBeGreaterThan(0);
    expect(passed({ '/srv/diner/asgi.py': 'import time' })).toBe(0);
  });
});
