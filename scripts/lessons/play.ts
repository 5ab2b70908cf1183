// Plays a lesson without a page: the same engine, the same Python, the lesson's own files.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { drive, type GuestSource } from '../../src/cli/drive.ts';
import type { LessonPack } from '../../src/course/catalogue.ts';
import type { Evidence } from '../../src/course/evidence.ts';
import { scenarioOf, turnKnob } from '../../src/course/scenario.ts';
import type { Files, Lesson } from '../../src/course/schema.ts';
import { RunFold } from '../../src/projections/fold.ts';
import type { RunModel } from '../../src/projections/model.ts';
import { nodeShelf } from '../../src/cli/shelf.ts';
import { createRun } from '../../src/scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../src/scenario/schema.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { type LessonFolder, solutionScripts } from './folders.ts';

export async function loadPack(folder: LessonFolder): Promise<LessonPack> {
  const path = pathToFileURL(join(folder.dir, 'lesson.ts')).href;
  const { default: lesson } = (await import(/* @vite-ignore */ path)) as { default: Lesson };
  return { id: folder.id, lesson, start: folder.start, solutions: folder.solutions, scripts: solutionScripts(folder) };
}

/** One run from beginning to end: its whole trace. */
export async function play(scenario: ScenarioInput, guest: GuestSource): Promise<readonly TraceEvent[]> {
  const parsed = parseScenario(scenario);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const run = createRun(parsed.scenario, { shelf: nodeShelf() });
  await drive(run, guest);
  return run.sim.trace.events;
}

function modelOf(events: readonly TraceEvent[]): RunModel {
  const fold = new RunFold();
  fold.push(events);
  return fold.model;
}

export interface Situation {
  readonly files: Files;
  /** The files when the learner came to the step; those of the beginning when left out. */
  readonly atStep?: Files;
  readonly turn?: Readonly<Record<string, number>>;
}

/** All runs of a lesson with these files (and knobs), as checks see them. Unchanged runs are not computed twice. */
export class LessonPlayer {
  private readonly played = new Map<string, Promise<RunModel>>();

  constructor(
    readonly pack: LessonPack,
    private readonly guest: GuestSource,
  ) {}

  async evidence(situation: Situation): Promise<Evidence> {
    const { lesson, start } = this.pack;
    const runs: Record<string, RunModel> = {};
    let { files } = situation;
    for (const { id } of lesson.runs) {
      let scenario = scenarioOf(lesson, id, files);
      for (const [name, value] of Object.entries(situation.turn ?? {})) {
        const knob = lesson.knobs[name];
        if (!knob) throw new Error(`no knob ${name}`);
        const turned = turnKnob(knob, value, files, scenario);
        files = turned.files;
        scenario = { ...turned.scenario, files: { ...turned.scenario.files, ...files } };
      }
      runs[id] = await this.run(scenario);
    }
    const mainRun = lesson.runs[0]?.id ?? '';
    return { runs, mainRun, files, atLesson: start, atStep: situation.atStep ?? start, answers: {} };
  }

  private run(scenario: ScenarioInput): Promise<RunModel> {
    const key = JSON.stringify(scenario);
    let model = this.played.get(key);
    if (!model) this.played.set(key, (model = play(scenario, this.guest).then(modelOf)));
    return model;
  }
}
