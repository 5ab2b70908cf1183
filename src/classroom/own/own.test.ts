import { deflateSync } from 'fflate';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../base/base64url.ts';
import { utf8 } from '../../base/bytes.ts';
import { readLesson } from '../../course/markdown/index.ts';
import type { Predicate } from '../../course/predicate.ts';
import { LessonSchema, type Lesson } from '../../course/schema.ts';
import { wordsFit } from './bones.ts';
import { folderOf, ownOf, slugOf } from './build.ts';
import {
  newCheck,
  newDraft,
  newQuestion,
  newStep,
  readDraft,
  withFile,
  withoutFile,
  withScenario,
  type Draft,
} from './draft.ts';
import { FORMS, readField, writeField } from './forms.ts';
import { decodeOwn, encodeOwn } from './model.ts';
import { judgeDraft } from './problems.ts';

const APP = '/srv/diner/app.py';
const base: Lesson = {
  version: 1,
  files: [{ path: APP }, { path: '/etc/nginx/nginx.conf', readOnly: true }],
  runs: [{ id: 'wsgi', model: 'wsgi', scenario: { version: 1 } }],
  knobs: {},
  moments: {},
  steps: [{ id: 'old' }],
  mistakes: [],
};
const both = (text: string) => ({ en: text, 'zh-TW': text });

const sound = (): readonly string[] => [];

function written(words: string): Draft {
  const draft = newDraft({
    base,
    start: { [APP]: 'app = 1\n', '/etc/nginx/nginx.conf': 'events {}\n' },
    chapter: 'cashiers',
    language: 'en',
  });
  const step = newStep([]);
  const question = newQuestion(step.id);
  return {
    ...draft,
    languages: ['en', 'zh-TW'],
    title: both(words),
    summary: both(words),
    solution: { [APP]: 'app = 2\n' },
    steps: [
      {
        ...step,
        title: both(words),
        prose: both('Read `app.py`.\n\n:::note\nA remark.\n:::'),
        question: {
          ...question,
          prompt: both(words),
          choices: question.choices.map((choice) => ({ ...choice, label: both(words), reply: both(words) })),
        },
        task: both(words),
        checks: [newCheck([], { kind: 'requestStatus', which: {}, is: [200] }, both(words))],
        hints: [both(words), both(words), both(words), both(words)],
      },
    ],
  };
}

const link = (json: unknown): string => {
  const packed = deflateSync(utf8(JSON.stringify(json)));
  return toBase64Url(new Uint8Array([1, ...packed]));
};

describe('a lesson of somebody', () => {
  it('compiles from any plain words, in the order of its data, and comes through a link whole', () => {
    // One line of words without what Markdown takes for a block at the beginning of a line.
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => `w ${text} w`);
    fc.assert(
      fc.property(words, (text) => {
        fc.pre(!/[\n\r`<>\u0000-\u001f:[\]]/u.test(text));
        const draft = written(text);
        const own = ownOf(draft);
        for (const markdown of Object.values(own.texts)) {
          const compiled = readLesson(markdown);
          expect(compiled.ok && wordsFit(own.lesson, compiled.value)).toBe(true);
        }
        const payload = encodeOwn(own);
        expect(payload.ok && decodeOwn(payload.value)).toEqual({ ok: true, value: own });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps brackets, quotes and line breaks in titles', () => {
    const draft = { ...written('x'), title: both('"a" [b]\nc: d') };
    const text = readLesson(ownOf(draft).texts.en ?? '');
    expect(text.ok && text.value.title).toBe('"a" [b] c: d');
    const step = { ...(draft.steps[0] ?? newStep([])), title: both('queue[0] :: done') };
    const next = readLesson(ownOf({ ...draft, steps: [step] }).texts.en ?? '');
    expect(next.ok && next.value.steps[0]?.title).toBe('queue[0] :: done');
  });

  it('says what is missing, and where', () => {
    const draft = newDraft({ base, start: {}, chapter: 'cashiers', language: 'en' });
    expect(judgeDraft(draft, readLesson, sound).problems.map(({ kind }) => kind)).toEqual([
      'title',
      'summary',
      'step-title',
    ]);
    const full = written('x');
    expect(judgeDraft(full, readLesson, sound).problems).toEqual([]);
    const [step] = full.steps;
    const wrong = { ...full, steps: [{ ...(step ?? newStep([])), prose: both('one\n\n:::magic\ntwo\n:::') }] };
    expect(judgeDraft(wrong, readLesson, sound).problems).toMatchObject([
      { place: { step: 0, field: 'prose' }, language: 'en', problem: { fault: 'block', word: ':::magic' } },
      { language: 'zh-TW' },
    ]);
    const second = { ...full, steps: [{ ...(step ?? newStep([])), prose: both('::step[mine]{#mine}') }] };
    expect(judgeDraft(second, readLesson, sound).problems[0]?.kind).toBe('form');
  });

  it('edits files and runs, and says where a run or a number no longer holds', () => {
    const bound: Lesson = {
      ...base,
      knobs: { workers: { bind: { kind: 'file', path: APP, before: 'workers = ' }, min: 1, max: 4, step: 1 } },
    };
    const draft = { ...written('x'), base: bound };
    const judged = (one: Draft) =>
      judgeDraft(one, readLesson, (scenario) => (JSON.stringify(scenario).includes('"bad"') ? ['seed: no'] : []));
    expect(judged(withFile(draft, APP, 'workers = 2\n')).problems).toEqual([]);
    expect(judged(withFile(draft, APP, 'threads = 2\n')).problems).toMatchObject([{ kind: 'knob', knob: 'workers' }]);
    expect(judged(withScenario(withoutFile(draft, APP), 'wsgi', { seed: 'bad' })).problems).toMatchObject([
      { kind: 'run', run: 'wsgi', message: 'seed: no', place: { step: null, field: 'runs' } },
    ]);
    const more = withFile(draft, '/srv/diner/menu.txt', 'soup\n');
    expect(Object.keys(folderOf(more))).toContain('start/srv/diner/menu.txt');
    expect(ownOf(more).lesson.files.at(-1)).toEqual({ path: '/srv/diner/menu.txt' });
  });

  it('becomes a folder that fits the project', () => {
    const draft = { ...written('My Lesson!'), languages: ['en' as const] };
    const folder = folderOf(draft);
    expect(Object.keys(folder).sort()).toEqual([
      'en.md',
      'lesson.ts',
      `solution/step-1${APP}`,
      'start/etc/nginx/nginx.conf',
      `start${APP}`,
      'zh-TW.md',
    ]);
    const json = /const lesson: Lesson = ([\s\S]*);\n\nexport/.exec(folder['lesson.ts'] ?? '')?.[1] ?? '';
    expect(v.safeParse(LessonSchema, JSON.parse(json)).success).toBe(true);
    expect(folder['zh-TW.md']).toBe(folder['en.md']);
    expect(slugOf(draft)).toBe('my-lesson');
    expect(slugOf({ ...draft, title: both('排隊') })).toBe('own-lesson');
  });

  it('keeps a draft, and takes nothing else for one', () => {
    const draft = written('x');
    expect(readDraft(JSON.stringify(draft))).toEqual(draft);
    for (const bad of [null, '', '{}', 'null', JSON.stringify({ ...draft, steps: [] })])
      expect(readDraft(bad)).toBe(null);
  });
});

describe('hostile links', () => {
  const own = ownOf(written('x'));
  const [first] = own.lesson.steps;
  it.each([
    ['a path that climbs', { ...own, start: { ...own.start, '/srv/../etc/passwd': 'x' } }],
    ['a tab without a file', { ...own, start: {} }],
    ['no words', { ...own, texts: {} }],
    ['a field too many', { ...own, onload: 'alert(1)' }],
    ['the same step twice', { ...own, lesson: { ...own.lesson, steps: [first, first] } }],
    ['a language of its own', { ...own, texts: { ...own.texts, xx: 'x' } }],
    ['a panel that there is not', { ...own, limits: { hide: ['label'], locked: false } }],
    ['an array', []],
    ['null', null],
  ])('refuses %s', (_, json) => expect(decodeOwn(link(json))).toEqual({ ok: false, error: 'shape' }));

  it('refuses predicates nested without end', () => {
    let test: unknown = { kind: 'requestStatus', which: {}, is: [200] };
    for (let i = 0; i < 200; i++) test = { kind: 'not', of: test };
    const steps = [{ ...first, checks: [{ id: 'check-1', test }] }];
    expect(decodeOwn(link({ ...own, lesson: { ...own.lesson, steps } }))).toEqual({ ok: false, error: 'shape' });
  });

  it('refuses what unpacks to too much, what was cut, and other letters', () => {
    const bomb = toBase64Url(new Uint8Array([1, ...deflateSync(new Uint8Array(5_000_000))]));
    expect(decodeOwn(bomb)).toEqual({ ok: false, error: 'too-big' });
    const whole = encodeOwn(own);
    if (!whole.ok) throw new Error('too big');
    expect(decodeOwn(whole.value.slice(0, -9)).ok).toBe(false);
    expect(decodeOwn(`${whole.value}<`)).toEqual({ ok: false, error: 'alphabet' });
    expect(decodeOwn('')).toEqual({ ok: false, error: 'empty' });
    expect(decodeOwn(toBase64Url(new Uint8Array([9, 1, 2])))).toEqual({ ok: false, error: 'version' });
  });

  it('never throws, whatever the link', () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeOwn(text)));
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(decodeOwn(link(json)).ok).toBe(false);
      }),
    );
  });

  it('lets no script through the words', () => {
    const head = '---\ntitle: x\nsummary: x\nchapter: x\nminutes: 1\n---\n::step[a]{#a}\n';
    const body = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>alert(1)</script>';
    const compiled = readLesson(head + body);
    expect(JSON.stringify(compiled)).not.toMatch(/javascript|onerror|script/);
    expect(readLesson(`${head}\n:::links\n- [x](javascript:alert(1))\n:::`)).toMatchObject({
      ok: false,
      error: { fault: 'link' },
    });
  });
});

describe('forms of checks', () => {
  it('reads and writes every field of every kind', () => {
    for (const form of FORMS)
      for (const field of form.fields) {
        const text = readField(form.first, field);
        expect(text === '' ? form.first : writeField(form.first, field, text)).toEqual(form.first);
      }
  });

  it('takes away what may be left out, and refuses what is no number', () => {
    const form = FORMS.find(({ kind }) => kind === 'workersAre');
    const [least] = form?.fields ?? [];
    if (!form || !least) throw new Error('no form');
    expect(writeField(form.first, least, '')).toEqual({ kind: 'workersAre', atMost: 2 });
    expect(writeField(form.first, least, 'two')).toBe(null);
    const status: Predicate = { kind: 'requestStatus', which: {}, is: [200] };
    expect(writeField(status, { at: 'is', type: 'numbers' }, '200, 304')).toMatchObject({ is: [200, 304] });
    expect(writeField(status, { at: 'is', type: 'numbers' }, '')).toBe(null);
    expect(writeField(status, { at: 'which.path', type: 'text' }, '/a')).toMatchObject({ which: { path: '/a' } });
  });
});
