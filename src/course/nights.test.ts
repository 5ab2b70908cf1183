// Every lesson at a live machine is played at its terminal: open at first, closed by its solution and by each other way,
// and every foreseen wrong turn earns its own answer.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readLessonFolders } from '../../scripts/lessons/folders.ts';
import { loadPack, play } from '../../scripts/lessons/play.ts';
import { HeadlessTerminal } from '../cli/headless-terminal.ts';
import { lazyGuest } from '../cli/python.ts';
import { nodeShelf } from '../cli/shelf.ts';
import { RunFold } from '../projections/fold.ts';
import { encodeTrace } from '../trace/codec.ts';
import { isLive } from './catalogue.ts';
import type { Evidence } from './evidence.ts';
import { foreseen, isDone, judgeStep } from './progress.ts';
import { scenarioOf } from './scenario.ts';

vi.setConfig({ testTimeout: 120_000 });

const source = lazyGuest();
const shelf = nodeShelf();
const folders = readLessonFolders(resolve('lessons'));
const packs = await Promise.all(folders.map(loadPack));
const nights = packs.flatMap((pack, i) => {
  const folder = folders[i];
  return folder && isLive(pack.lesson) ? [{ pack, folder }] : [];
});

/** Guests come every two or three seconds: after this long some have come by. */
const SOME_GUESTS = 8;

/** What a shell reads as one: a line, or a here-document to its end. A line `#wait 5` lets five seconds pass. */
function* linesOf(script: string): Generator<string> {
  let document: string[] | null = null;
  for (const line of script.trimEnd().split('\n')) {
    if (document !== null) {
      document.push(line);
      if (line === 'END') {
        yield document.join('\n');
        document = null;
      }
    } else if (line.includes("<<'END'")) document = [line];
    else yield line;
  }
}

describe.each(nights)('the incident $pack.id', ({ pack, folder }) => {
  const { lesson, start } = pack;
  const run = lesson.runs[0]?.id ?? '';
  const step = lesson.steps[0];

  const typed = async (script: string): Promise<Evidence> => {
    const guest = await source.get();
    const terminal = new HeadlessTerminal(scenarioOf(lesson, run, start), { guest, shelf });
    await terminal.pass(SOME_GUESTS);
    for (const line of linesOf(script)) {
      const wait = /^#wait (\d+)$/.exec(line)?.[1];
      await (wait === undefined ? terminal.command(line, 20) : terminal.pass(Number(wait)));
    }
    await terminal.pass(SOME_GUESTS);
    const fold = new RunFold();
    fold.push(terminal.run.sim.trace.events);
    return {
      runs: { [run]: fold.model },
      mainRun: run,
      files: start,
      atLesson: start,
      atStep: start,
      answers: {},
      live: true,
    };
  };
  const open = (evidence: Evidence): readonly string[] =>
    step ? judgeStep(step, evidence).flatMap((c) => (c.verdict.ok ? [] : [c.id])) : ['no step'];

  it("is broken at first, and nothing of that is the learner's mistake", async () => {
    const evidence = await typed('');
    expect(open(evidence)).toEqual(step?.checks?.flatMap((check) => (check.guard ? [] : [check.id])));
    expect(foreseen(lesson, step?.id ?? '', evidence)?.id).toBeUndefined();
  });

  it.each(Object.entries(folder.scripts).filter(([name]) => !name.startsWith('mistake.')))('%s', async (_, script) => {
    const evidence = await typed(script);
    expect(open(evidence)).toEqual([]);
    expect(step && isDone(step, evidence)).toBe(true);
    expect(foreseen(lesson, step?.id ?? '', evidence)?.id).toBeUndefined();
  });

  it('has a solution, and another way', () => {
    expect(Object.keys(folder.scripts).filter((name) => !name.startsWith('mistake.')).length).toBeGreaterThan(1);
  });

  it.each(lesson.mistakes)('mistake $id earns its own answer', async (mistake) => {
    const evidence = await typed(folder.scripts[`mistake.${mistake.id}`] ?? '');
    expect({ earned: foreseen(lesson, step?.id ?? '', evidence)?.id, solved: open(evidence).length === 0 }).toEqual({
      earned: mistake.id,
      solved: false,
    });
  });

  it('ships the trace that is made (npm run record)', async () => {
    const events = await play(scenarioOf(lesson, run, start), source);
    const shipped = folder.traces[run];
    expect(shipped === undefined ? 'nothing shipped' : readFileSync(shipped, 'utf8')).toBe(encodeTrace(events));
  });
});
