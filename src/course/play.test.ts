// Every lesson is played: what is asked is answered by the engine, each step is unsolved before its solution and solved
// by it, and each foreseen mistake earns its own answer and no other.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readLessonFolders } from '../../scripts/lessons/folders.ts';
import { LessonPlayer, loadPack, play } from '../../scripts/lessons/play.ts';
import { lazyGuest } from '../cli/python.ts';
import { encodeTrace } from '../trace/codec.ts';
import { filesAfter, filesBefore, isLive } from './catalogue.ts';
import { judge } from './judge.ts';
import { lastWords, namesCause } from './last-words.ts';
import { foreseen, judgeStep } from './progress.ts';
import { scenarioOf } from './scenario.ts';
import type { LessonStep } from './schema.ts';

// One Python plays them all: a test that is given up in the middle leaves it to the next one in the middle of a run.
vi.setConfig({ testTimeout: 120_000 });

const guest = lazyGuest();
const every = readLessonFolders(resolve('lessons'));
const loaded = await Promise.all(every.map(loadPack));
// Those at a live machine are played at its terminal: see nights.test.ts.
const folders = every.filter((_, i) => !(loaded[i] && isLive(loaded[i].lesson)));
const packs = loaded.filter((pack) => !isLive(pack.lesson));

describe.each(
  packs.map((pack, i) => ({
    pack,
    mistakes: folders[i]?.mistakes ?? {},
    alternatives: folders[i]?.alternatives ?? {},
    traces: folders[i]?.traces ?? {},
  })),
)('lesson $pack.id', ({ pack, mistakes, alternatives, traces }) => {
  const player = new LessonPlayer(pack, guest);
  const { steps } = pack.lesson;
  const results = async (step: LessonStep, when: 'before' | 'after'): Promise<readonly string[]> => {
    const before = filesBefore(pack, step.id);
    const files = when === 'before' ? before : filesAfter(pack, step.id);
    const checked = judgeStep(step, await player.evidence({ files, atStep: before }));
    return checked.filter((check) => check.verdict.ok === (check.guard || when === 'after')).map((check) => check.id);
  };

  it.each(steps.filter((step) => step.checks))('step $id: open before, done by its solution', async (step) => {
    const all = (step.checks ?? []).map((check) => check.id);
    expect(await results(step, 'before')).toEqual(all);
    expect(await results(step, 'after')).toEqual(all);
  });

  it.each(Object.keys(alternatives))('another way to solve a step: %s', async (name) => {
    const step = steps.find(({ id }) => id === name.split('.')[0]);
    const before = filesBefore(pack, step?.id ?? '');
    const evidence = await player.evidence({ files: { ...before, ...alternatives[name] }, atStep: before });
    const open = step ? judgeStep(step, evidence).filter((check) => !check.verdict.ok) : 'no such step';
    expect({ open, mistake: foreseen(pack.lesson, step?.id ?? '', evidence)?.id }).toEqual({ open: [] });
  });

  it.each(pack.lesson.runs)(
    'run $id: the trace that ships is the one that is made (npm run record)',
    async ({ id }) => {
      const events = await play(scenarioOf(pack.lesson, id, pack.start), guest);
      const shipped = traces[id];
      expect(shipped === undefined ? 'nothing shipped' : readFileSync(shipped, 'utf8')).toBe(encodeTrace(events));
    },
  );

  const proven = steps.flatMap((step) => (step.questions ?? []).map((question) => ({ step, question })));
  it.each(proven.filter(({ question }) => question.proof))(
    'question $question.id: the engine agrees with the answer',
    async ({ step, question }) => {
      const files = question.proof?.on === 'solution' ? filesAfter(pack, step.id) : filesBefore(pack, step.id);
      const evidence = await player.evidence({ files, turn: question.proof?.turn ?? {} });
      const verdict = question.proof ? judge(question.proof.holds, evidence) : null;
      expect(verdict?.shown ?? null).toEqual(verdict?.ok ? verdict.shown : 'as the proof says');
      expect(verdict?.ok).toBe(true);
    },
  );

  it.each(steps)('step $id: neither its beginning nor its solution is taken for a mistake', async (step) => {
    const before = filesBefore(pack, step.id);
    for (const files of [before, filesAfter(pack, step.id)])
      expect(foreseen(pack.lesson, step.id, await player.evidence({ files, atStep: before }))?.id).toBeUndefined();
  });

  it.each(steps)('step $id: the run of the beginning, still in view, is not taken for a mistake', async ({ id }) => {
    const stale = await player.evidence({ files: pack.start });
    const files = filesBefore(pack, id);
    expect(foreseen(pack.lesson, id, { ...stale, files, atStep: files })?.id).toBeUndefined();
  });

  const [first] = steps.filter(({ checks }) => checks !== undefined);
  it.runIf(first)('a file that Python cannot read is not taken for another mistake', async () => {
    const after = filesAfter(pack, first?.id ?? '');
    const broken = Object.keys(after).find((path) => path.endsWith('.py') && !path.includes('conf'));
    if (broken === undefined) return;
    const files = { ...after, [broken]: `${after[broken] ?? ''}\ndef oops(:\n` };
    const evidence = await player.evidence({ files, atStep: filesBefore(pack, first?.id ?? '') });
    const earned = foreseen(pack.lesson, first?.id ?? '', evidence);
    const words = lastWords(evidence);
    expect({ words, earned: words === null || earned === null || namesCause(earned.when) }).toEqual({
      words: words === null ? null : (expect.stringMatching(/^(?:SyntaxError|IndentationError)/) as string),
      earned: true,
    });
  });

  it.each(Object.keys(mistakes))('mistake %s earns its own answer', async (name) => {
    const where = pack.lesson.mistakes.find((mistake) => mistake.id === name)?.step;
    for (const step of steps.filter(({ id, checks }) => checks !== undefined && (where ?? id) === id)) {
      const before = filesBefore(pack, step.id);
      const evidence = await player.evidence({ files: { ...before, ...mistakes[name] }, atStep: before });
      const earned = foreseen(pack.lesson, step.id, evidence)?.id;
      const solved = judgeStep(step, evidence).every((check) => check.verdict.ok);
      expect({ step: step.id, earned, solved }).toEqual({ step: step.id, earned: name, solved: false });
    }
  });
});
