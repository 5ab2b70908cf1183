import { create } from 'zustand';
import {
  entryIn,
  filesAfter,
  filesBefore,
  isLive,
  type Course,
  type LessonEntry,
  type LessonPack,
} from '../course/catalogue.ts';
import { momentIn } from '../course/moments.ts';
import { readKnob, scenarioOf, turnKnob } from '../course/scenario.ts';
import type { LessonStep } from '../course/schema.ts';
import type { LessonText, StepText } from '../course/text.ts';
import type { Locale } from '../i18n/index.ts';
import type { ScenarioInput } from '../scenario/schema.ts';
import { useFiles, type FilesState, type Texts } from './files.ts';
import { NO_LIMITS, type Limits } from './limits.ts';
import { formatRoute, OWN, type PageName } from './route.ts';
import type { Json } from './url.ts';
import { useRun, type NamedDraft, type RunState } from './run.ts';
import { keep, useSettings } from './settings.ts';
import type { Keep } from './storage.ts';

type Scenarios = Readonly<Record<string, ScenarioInput>>;

/** What a link adds to a lesson's own beginning. */
export interface Opening {
  readonly files?: Texts;
  readonly traffic?: readonly Json[];
  readonly seed?: number;
  readonly limits?: Limits;
}

/** Other customers than the lesson's may need longer; what is seen still ends with the last of them. */
const OTHER_TRAFFIC_US = 180_000_000;

export interface LessonState {
  readonly course: Course | null;
  readonly phase: 'menu' | 'page' | 'loading' | 'ready' | 'missing' | 'failed';
  /** With the phase `page`: which. */
  readonly page: PageName | null;
  readonly id: string | null;
  readonly pack: LessonPack | null;
  readonly text: LessonText | null;
  readonly stepIndex: number;
  /** What the link that opened the lesson leaves out. */
  readonly limits: Limits;
  /** The runs' scenarios without files: the lesson's, with the numbers that were turned. */
  readonly scenarios: Scenarios;
  readonly answers: Readonly<Record<string, string>>;
  /** Step id -> how many rungs of its ladder are open. */
  readonly hints: Readonly<Record<string, number>>;
  /** The files when the learner came to this step. */
  readonly atStep: Texts;
  /** Lesson id -> the steps that were done there. */
  readonly progress: Readonly<Record<string, readonly string[]>>;
  readonly attach: (course: Course) => void;
  readonly open: (id: string, locale: Locale, step: number, opening?: Opening) => Promise<boolean>;
  readonly speak: (locale: Locale) => Promise<void>;
  readonly toMenu: () => void;
  readonly toPage: (page: PageName) => void;
  readonly goStep: (index: number) => void;
  readonly answer: (question: string, choice: string) => void;
  readonly openHint: (step: string) => void;
  /** Other customers: every run's scenario is changed, and run again. null: those of the lesson. */
  readonly retraffic: (change: ((scenario: ScenarioInput) => ScenarioInput) | null) => void;
  readonly applySolution: () => void;
  readonly markDone: (step: string) => void;
  /** Steps that were done elsewhere: on another device, or as a learning platform remembers. */
  readonly addProgress: (progress: Readonly<Record<string, readonly string[]>>) => void;
  readonly knobValue: (knob: string) => number | null;
  readonly turn: (knob: string, value: number) => void;
  readonly momentAt: (moment: string) => number | null;
  readonly drafts: () => readonly NamedDraft[];
}

type Store<T> = { readonly getState: () => T };

const MENU = {
  phase: 'menu',
  page: null,
  id: null,
  pack: null,
  text: null,
  stepIndex: 0,
  limits: NO_LIMITS,
  scenarios: {},
  answers: {},
  hints: {},
  atStep: {},
} as const;

function readProgress(store: Keep): Readonly<Record<string, readonly string[]>> {
  try {
    const value: unknown = JSON.parse(store.get('progress') ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([id, steps]: [string, unknown]) =>
        Array.isArray(steps) ? [[id, steps.filter((step): step is string => typeof step === 'string')]] : [],
      ),
    );
  } catch {
    return {};
  }
}

export const stepOf = (state: LessonState): LessonStep | null => state.pack?.lesson.steps[state.stepIndex] ?? null;
/** A task whose checks look at whole runs, and not at the machine as it stands. */
export const wantsWholeRuns = (state: LessonState): boolean =>
  state.pack !== null && stepOf(state)?.checks !== undefined && !isLive(state.pack.lesson);
export const stepTextOf = (state: LessonState): StepText | null =>
  state.text?.steps.find((step) => step.id === stepOf(state)?.id) ?? null;
/** Is there a question of what will happen that has no answer yet? Then the picture must not give it away. */
export const isAsking = (state: LessonState): boolean =>
  stepTextOf(state)?.parts.some((part) => part.kind === 'predict' && state.answers[part.id] === undefined) ?? false;
/** Is a file for reading alone, by the lesson or by the link? */
export const isLocked = ({ pack, limits }: LessonState, path: string): boolean =>
  limits.locked || (pack?.lesson.files.some((file) => file.path === path && file.readOnly === true) ?? false);
export const entryOf = (state: LessonState): LessonEntry | null => entryIn(state.course, state.id);
/** The address of a step of the lesson that is open, with what is to come behind its `~`. */
export function addressOf(state: LessonState, step: number, payload: string | null): string {
  const own = entryOf(state)?.own;
  if (own === undefined) return formatRoute({ lesson: state.id, step, payload });
  return formatRoute({ lesson: OWN, step, payload: payload === null ? own.payload : `${own.payload}~${payload}` });
}

/** All texts of the lesson as they are now. */
export const currentTexts = (files: FilesState): Texts => ({ ...files.start, ...files.edited });

class Desk {
  /** Grows with every lesson that is asked for: an answer that comes late is dropped. */
  private asked = 0;
  /** The language that was asked for last: the words of another one may still be on their way. */
  private locale: Locale | null = null;

  constructor(
    private readonly get: () => LessonState,
    private readonly set: (patch: Partial<LessonState>) => void,
    private readonly files: Store<FilesState>,
    private readonly run: Store<RunState>,
    private readonly store: Keep,
  ) {}

  async open(id: string, locale: Locale, step: number, opening: Opening): Promise<boolean> {
    const { course } = this.get();
    const turn = ++this.asked;
    this.locale = locale;
    if (course === null || entryIn(course, id) === null) {
      this.set({ ...MENU, phase: 'missing', id });
      return false;
    }
    this.set({ ...MENU, phase: 'loading', id });
    const [pack, text] = await Promise.all([course.pack(id), course.text(id, locale)]);
    if (turn !== this.asked) return false;
    // Where it cannot be fetched, the words that are here stay.
    if (this.locale !== locale) this.speak(this.locale ?? locale).catch(() => undefined);
    const { lesson } = pack;
    const stepIndex = Math.min(Math.max(0, step - 1), lesson.steps.length - 1);
    this.loadFiles(pack, stepIndex, opening.files);
    const texts = currentTexts(this.files.getState());
    const { limits = NO_LIMITS } = opening;
    this.set({
      phase: 'ready',
      pack,
      text,
      stepIndex,
      limits,
      atStep: texts,
      scenarios: this.scenarios(pack, opening),
    });
    this.enterStep(lesson.steps[stepIndex]);
    return true;
  }

  /** A lesson that is still on its way comes in this language, too. */
  async speak(locale: Locale): Promise<void> {
    this.locale = locale;
    const { course, id, phase } = this.get();
    if (course === null || id === null || (phase !== 'ready' && phase !== 'loading')) return;
    const text = await course.text(id, locale);
    if (this.get().id === id && this.get().pack !== null && this.locale === locale) this.set({ text });
  }

  /** Away from the lessons: what was on its way there is not wanted any more. */
  leave(to: Partial<LessonState>): void {
    this.asked++;
    this.set({ ...MENU, ...to });
  }

  /**
   * The link's files, else what this device has kept, else those with which a learner who took the lesson's way comes
   * to this step.
   */
  private loadFiles(pack: LessonPack, stepIndex: number, linked: Texts | undefined): void {
    const { id, lesson, start } = pack;
    const order = lesson.files.map((file) => file.path);
    this.files.getState().load(id, start, order, linked);
    const step = lesson.steps[stepIndex];
    const fresh = linked === undefined && Object.keys(this.files.getState().edited).length === 0;
    if (fresh && step !== undefined) this.files.getState().load(id, start, order, filesBefore(pack, step.id));
  }

  private scenarios({ lesson }: LessonPack, { traffic, seed }: Opening): Scenarios {
    return Object.fromEntries(
      lesson.runs.map((run) => {
        // The scenario's own schema checks all of it before anything runs.
        const own = run.scenario as ScenarioInput;
        const changed = {
          ...own,
          ...(traffic === undefined ? {} : { traffic, until: OTHER_TRAFFIC_US }),
          ...(seed === undefined ? {} : { seed }),
        };
        return [run.id, changed as ScenarioInput];
      }),
    );
  }

  private enterStep(step: LessonStep | undefined): void {
    const { pack } = this.get();
    if (step === undefined || pack === null) return;
    const ids = pack.lesson.runs.map((run) => run.id);
    const [first = '', second = null] = ids;
    if (step.show === 'compare') this.run.getState().show(first, second);
    else this.run.getState().show(step.show !== undefined && ids.includes(step.show) ? step.show : first);
    if (step.file !== undefined) this.files.getState().select(step.file);
    // Somebody who works at a machine wants its terminal.
    if (isLive(pack.lesson)) useSettings.getState().setDockTab('terminal');
  }

  goStep(index: number): void {
    const { pack, stepIndex } = this.get();
    const step = pack?.lesson.steps[index];
    if (step === undefined || index === stepIndex) return;
    this.set({ stepIndex: index, atStep: currentTexts(this.files.getState()) });
    this.enterStep(step);
  }

  markDone(step: string): void {
    const { id, progress } = this.get();
    if (id === null || progress[id]?.includes(step)) return;
    this.keepProgress({ ...progress, [id]: [...(progress[id] ?? []), step] });
  }

  addProgress(more: Readonly<Record<string, readonly string[]>>): void {
    const { progress, course } = this.get();
    const known = new Set(course?.lessons.map((entry) => entry.id));
    const news = Object.entries(more).filter(([id]) => known.has(id));
    const next = { ...progress };
    for (const [id, steps] of news) next[id] = [...new Set([...(progress[id] ?? []), ...steps])];
    this.keepProgress(next);
  }

  /** Beside what another tab has kept meanwhile. */
  private keepProgress(ours: LessonState['progress']): void {
    const progress: Record<string, readonly string[]> = { ...ours };
    for (const [id, steps] of Object.entries(readProgress(this.store)))
      progress[id] = [...new Set([...(ours[id] ?? []), ...steps])];
    this.store.set('progress', JSON.stringify(progress));
    this.set({ progress });
  }

  turn(name: string, value: number): void {
    const { pack, scenarios } = this.get();
    const knob = pack?.lesson.knobs[name];
    if (pack === null || knob === undefined) return;
    const texts = currentTexts(this.files.getState());
    if (knob.bind.kind === 'file') {
      const { path } = knob.bind;
      const { files } = turnKnob(knob, value, texts, {} as ScenarioInput);
      this.files.getState().edit(path, files[path] ?? '', 'drag');
      return;
    }
    this.set({
      scenarios: Object.fromEntries(
        Object.entries(scenarios).map(([id, scenario]) => [id, turnKnob(knob, value, texts, scenario).scenario]),
      ),
    });
    this.run.getState().request(this.drafts(), 'same-instant');
  }

  retraffic(change: ((scenario: ScenarioInput) => ScenarioInput) | null): void {
    const { pack, scenarios } = this.get();
    if (pack === null) return;
    const own = this.scenarios(pack, {});
    this.set({
      scenarios:
        change === null
          ? own
          : Object.fromEntries(
              Object.entries(scenarios).map(([id, scenario]) => [id, { ...change(scenario), until: OTHER_TRAFFIC_US }]),
            ),
    });
    this.run.getState().request(this.drafts(), 'start');
  }

  knobValue(name: string): number | null {
    const { pack, scenarios } = this.get();
    const knob = pack?.lesson.knobs[name];
    const scenario = Object.values(scenarios)[0];
    return knob === undefined || scenario === undefined
      ? null
      : readKnob(knob, currentTexts(this.files.getState()), scenario);
  }

  drafts(): readonly NamedDraft[] {
    const { pack, scenarios } = this.get();
    if (pack === null) return [];
    const texts = currentTexts(this.files.getState());
    return pack.lesson.runs.map(({ id }) => {
      const scenario = scenarioOf(
        { ...pack.lesson, runs: [{ id, model: 'wsgi', scenario: { ...scenarios[id] } }] },
        id,
        texts,
      );
      return {
        name: id,
        scenario: { ...scenario, seed: scenario.seed ?? 1, files: scenario.files ?? {} },
        live: isLive(pack.lesson),
      };
    });
  }
}

const createLesson = (files: Store<FilesState>, run: Store<RunState>, store: Keep) =>
  create<LessonState>()((set, get) => {
    const desk = new Desk(get, set, files, run, store);
    return {
      ...MENU,
      course: null,
      progress: readProgress(store),
      attach: (course) => set({ course }),
      open: (id, locale, step, opening = {}) => desk.open(id, locale, step, opening),
      speak: (locale) => desk.speak(locale),
      toMenu: () => desk.leave({}),
      toPage: (page) => desk.leave({ phase: 'page', page }),
      goStep: (index) => desk.goStep(index),
      answer: (question, choice) => set({ answers: { ...get().answers, [question]: choice } }),
      openHint: (step) => set({ hints: { ...get().hints, [step]: (get().hints[step] ?? 0) + 1 } }),
      applySolution: () => {
        const { pack } = get();
        const step = stepOf(get());
        if (pack !== null && step !== null) files.getState().replace(filesAfter(pack, step.id));
      },
      markDone: (step) => desk.markDone(step),
      addProgress: (more) => desk.addProgress(more),
      knobValue: (knob) => desk.knobValue(knob),
      turn: (knob, value) => desk.turn(knob, value),
      retraffic: (change) => desk.retraffic(change),
      momentAt: (name) => {
        const moment = get().pack?.lesson.moments[name];
        const { runs, shown } = run.getState();
        const model = runs[moment?.run ?? shown]?.model;
        if (moment === undefined || model === undefined) return null;
        const at = momentIn(moment, model);
        return at === null ? null : at - model.t0;
      },
      drafts: () => desk.drafts(),
    };
  });

export const useLesson = createLesson(useFiles, useRun, keep);
