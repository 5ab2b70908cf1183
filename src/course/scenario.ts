import type { ScenarioInput } from '../scenario/schema.ts';
import type { Files, Lesson, LessonKnob } from './schema.ts';

/** The run of a lesson as it is to be started now: its own scenario with the learner's files in it. */
export function scenarioOf(lesson: Lesson, runId: string, files: Files): ScenarioInput {
  const run = lesson.runs.find((one) => one.id === runId) ?? lesson.runs[0];
  // The shape is checked where the scenario is read; a lesson that is part of the project is checked by its tests.
  const scenario = (run?.scenario ?? {}) as ScenarioInput;
  return { ...scenario, files: { ...scenario.files, ...files } };
}

/** A number literal, as Python, nginx and shells write it. */
const NUMBER = /^\d+(?:\.\d+)?/;

interface Place {
  readonly at: number;
  readonly text: string;
}

function placeIn(text: string, before: string, anywhere: boolean): Place | null {
  let start = 0;
  for (const line of text.split('\n')) {
    const comment = line.indexOf('#');
    const at = anywhere ? line.indexOf(before) : line.startsWith(before) ? 0 : -1;
    const number = at < 0 || (comment >= 0 && comment < at) ? null : NUMBER.exec(line.slice(at + before.length));
    if (number) return { at: start + at + before.length, text: number[0] };
    start += line.length + 1;
  }
  return null;
}

/** The number that a knob shows; null where the learner has taken away what it was bound to. */
export function readKnob(knob: LessonKnob, files: Files, scenario: ScenarioInput): number | null {
  const { bind } = knob;
  if (bind.kind === 'traffic') {
    const value: unknown = Object.entries(scenario.traffic?.[bind.load] ?? {}).find(
      ([name]) => name === bind.field,
    )?.[1];
    return typeof value === 'number' ? value : null;
  }
  const found = placeIn(files[bind.path] ?? '', bind.before, bind.anywhere === true);
  return found ? Number(found.text) : null;
}

/** The files and the scenario with the knob at `value` (held within its bounds, on its steps). */
export function turnKnob(
  knob: LessonKnob,
  value: number,
  files: Files,
  scenario: ScenarioInput,
): { readonly files: Files; readonly scenario: ScenarioInput } {
  const steps = Math.round((value - knob.min) / knob.step);
  const rounded = Number((knob.min + steps * knob.step).toFixed(3));
  const next = Math.min(knob.max, Math.max(knob.min, rounded));
  const { bind } = knob;
  if (bind.kind === 'traffic') {
    const traffic = (scenario.traffic ?? []).map((load, i) =>
      i === bind.load ? { ...load, [bind.field]: next } : load,
    );
    return { files, scenario: { ...scenario, traffic } };
  }
  const text = files[bind.path] ?? '';
  const found = placeIn(text, bind.before, bind.anywhere === true);
  if (!found) return { files, scenario };
  const changed = text.slice(0, found.at) + String(next) + text.slice(found.at + found.text.length);
  return { files: { ...files, [bind.path]: changed }, scenario };
}
