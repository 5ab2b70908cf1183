import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLessonFolders } from '../../scripts/lessons/folders.ts';
import { loadPack } from '../../scripts/lessons/play.ts';
import { answeredSteps } from './checks.ts';

describe('answers', () => {
  it('settle the steps that only ask, whichever step the learner is at', async () => {
    const queue = readLessonFolders(resolve('lessons')).find(({ id }) => id === 'the-queue');
    if (queue === undefined) throw new Error('the queue is the lesson that everybody knows');
    const pack = await loadPack(queue);
    expect(answeredSteps({ pack, answers: {} })).toEqual([]);
    expect(answeredSteps({ pack, answers: { when: 'together' } })).toEqual(['watch']);
  });
});
