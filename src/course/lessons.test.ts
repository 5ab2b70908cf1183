// Every lesson of the project: its data fits the schema, its two texts have the same bones, and what they refer to exists.
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readChapters, readLessonFolders, readMarkdown } from '../../scripts/lessons/folders.ts';
import { RUN_NAMES } from '../i18n/run-names.ts';
import { parseScenario } from '../scenario/schema.ts';
import { compileLesson } from './markdown/index.ts';
import { readKnob, scenarioOf, turnKnob } from './scenario.ts';
import { type Lesson, LessonSchema } from './schema.ts';
import { LANGUAGES, type LessonText, type Node, type Prose } from './text.ts';
import { typographyFaults } from './typography.ts';

const ROOT = resolve('lessons');
const folders = readLessonFolders(ROOT);
const load = async (dir: string): Promise<Lesson> => {
  const module = (await import(/* @vite-ignore */ pathToFileURL(join(dir, 'lesson.ts')).href)) as { default: Lesson };
  return module.default;
};

const elements = (nodes: Prose): readonly Extract<Node, { type: 'element' }>[] =>
  nodes.flatMap((n) => (n.type === 'element' ? [n, ...elements(n.children as Prose)] : []));

function allProse(text: LessonText): Prose {
  const parts = text.steps.flatMap((step) => [
    ...step.hints.flatMap((hint) => hint.nodes),
    ...step.parts.flatMap((part) => {
      switch (part.kind) {
        case 'prose':
          return part.nodes;
        case 'predict':
          return [...part.question, ...part.choices.flatMap((c) => [...c.label, ...c.reply])];
        case 'task':
          return [...part.intro, ...part.checks.flatMap((c) => c.label)];
      }
    }),
  ]);
  return [...parts, ...Object.values(text.mistakes).flat(), ...text.analogy];
}

/** What both languages must have alike: ids, references and their order; not the sentences. */
function bones(text: LessonText): unknown {
  const references = (nodes: Prose): string[] =>
    elements(nodes)
      .filter((e) => e.tagName.startsWith('x-') && e.tagName !== 'x-note' && e.tagName !== 'x-state')
      .map((e) => `${e.tagName} ${JSON.stringify(e.properties)}`)
      .sort();
  const code = (nodes: Prose): string[] =>
    elements(nodes)
      .filter((e) => e.tagName === 'pre')
      .map((e) => JSON.stringify(e.children));
  return {
    chapter: text.chapter,
    minutes: text.minutes,
    steps: text.steps.map((step) => ({
      id: step.id,
      hints: step.hints.map((hint) => [hint.rung, code(hint.nodes)]),
      parts: step.parts.map((part) =>
        part.kind === 'prose'
          ? [part.kind, references(part.nodes), code(part.nodes)]
          : part.kind === 'predict'
            ? [part.kind, part.id, part.choices.map((c) => c.id), references(part.question)]
            : [part.kind, part.checks.map((c) => c.id), references(part.intro)],
      ),
    })),
    mistakes: Object.keys(text.mistakes),
    links: text.links.map((link) => link.href),
  };
}

describe.each(folders.map((folder) => [folder.folder, folder] as const))('lesson %s', (_, folder) => {
  const compiled = LANGUAGES.map((language) => [language, compileLesson(readMarkdown(folder, language))] as const);
  const english = compiled[0]?.[1] as LessonText;

  it('calls its runs by names in both languages, where there are several', async () => {
    const lesson = await load(folder.dir);
    const several = lesson.runs.length > 1 ? lesson.runs : [];
    expect(several.map((run) => run.id).filter((id) => !Object.hasOwn(RUN_NAMES, id))).toEqual([]);
  });

  it('fits the schema, and its scenarios fit theirs', async () => {
    const lesson = await load(folder.dir);
    expect(v.safeParse(LessonSchema, lesson).issues ?? []).toEqual([]);
    expect(JSON.parse(JSON.stringify(lesson))).toEqual(lesson);
    for (const run of lesson.runs) {
      const parsed = parseScenario(scenarioOf(lesson, run.id, folder.start));
      expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    }
    for (const { path } of lesson.files) expect(Object.keys(folder.start)).toContain(path);
  });

  it('has the same bones in both languages', () => {
    for (const [, text] of compiled) expect(bones(text)).toEqual(bones(english));
  });

  it('says something about everything that the data names, in its order', async () => {
    const lesson = await load(folder.dir);
    const said = english.steps.map((step) => ({
      id: step.id,
      questions: step.parts.flatMap((p) => (p.kind === 'predict' ? [[p.id, p.choices.map((c) => c.id)]] : [])),
      checks: step.parts.flatMap((p) => (p.kind === 'task' ? p.checks.map((c) => c.id) : [])),
      hints: step.hints.length > 0,
    }));
    const meant = lesson.steps.map((step) => ({
      id: step.id,
      questions: (step.questions ?? []).map((q) => [q.id, q.choices]),
      checks: (step.checks ?? []).map((check) => check.id),
      hints: step.checks !== undefined,
    }));
    expect(said).toEqual(meant);
    expect(Object.keys(english.mistakes).sort()).toEqual(lesson.mistakes.map((m) => m.id).sort());
    const scripts = (kind: string): string[] =>
      Object.keys(folder.scripts).flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length)] : []));
    expect([...Object.keys(folder.mistakes), ...scripts('mistake.')].sort()).toEqual(
      lesson.mistakes.map((m) => m.id).sort(),
    );
    expect([...Object.keys(folder.solutions), ...scripts('solution.')].sort()).toEqual(
      meant
        .filter((s) => s.hints)
        .map((s) => s.id)
        .sort(),
    );
    for (const step of lesson.steps) for (const q of step.questions ?? []) expect(q.choices).toContain(q.answer);
    expect(readChapters(ROOT).map((chapter) => chapter.id)).toContain(english.chapter);
    expect(english.analogy.length).toBeGreaterThan(0);
    expect(english.minutes).toBeGreaterThanOrEqual(5);
    expect(english.minutes).toBeLessThanOrEqual(10);
  });

  it('refers to knobs, moments, files and lines that exist', async () => {
    const lesson = await load(folder.dir);
    const used = elements(allProse(english));
    const named = (tag: string, name: string): string[] =>
      used.filter((e) => e.tagName === tag).map((e) => String(e.properties[name]));
    expect([...new Set(named('x-num', 'knob'))].sort()).toEqual(Object.keys(lesson.knobs).sort());
    expect([...new Set(named('x-at', 'moment'))].sort()).toEqual(Object.keys(lesson.moments).sort());
    for (const file of used.filter((e) => e.tagName === 'x-file')) {
      const lines = (folder.start[String(file.properties['path'])] ?? '').split('\n');
      expect(Number(file.properties['line'] ?? 1)).toBeLessThanOrEqual(lines.length);
      expect(lines[Number(file.properties['line'] ?? 1) - 1]).not.toBe('');
    }
  });

  it('has knobs that read and turn what they are bound to', async () => {
    const lesson = await load(folder.dir);
    const scenario = scenarioOf(lesson, lesson.runs[0]?.id ?? '', folder.start);
    for (const [id, knob] of Object.entries(lesson.knobs)) {
      expect([id, readKnob(knob, folder.start, scenario)]).not.toEqual([id, null]);
      const turned = turnKnob(knob, knob.max, folder.start, scenario);
      expect([id, readKnob(knob, turned.files, turned.scenario)]).toEqual([id, knob.max]);
    }
  });

  it('leaves no markup behind in what is read', () => {
    const texts = (nodes: Prose): readonly string[] =>
      nodes.flatMap((n) => (n.type === 'text' ? [n.value] : n.tagName === 'code' ? [] : texts(n.children as Prose)));
    for (const [, text] of compiled)
      for (const piece of texts(allProse(text))) expect(piece).not.toMatch(/\*\*|\]\(|:[a-z]+\[|\{[#a-z]|`|<[a-z]/);
  });

  it.each(LANGUAGES)('is set with care (%s)', (language) => {
    expect(typographyFaults(readMarkdown(folder, language), language)).toEqual([]);
  });
});

it('gives each number and each name once', () => {
  const names = folders.flatMap(({ order, id }) => [String(order), id]);
  expect([...new Set(names)]).toEqual(names);
});
