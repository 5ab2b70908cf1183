import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LessonText, Prose } from '../text.ts';
import { compileLesson } from './compile.ts';
import { LessonTextError } from './directives.ts';
import { ELEMENTS } from './vocabulary.ts';

const HEAD = '---\ntitle: A title\nsummary: What it is\nchapter: order\nminutes: 6\n---\n';
const lesson = (text: string): LessonText => compileLesson(`${HEAD}\n::step[One]{#one}\n\n${text}`);
const prose = (text: string): Prose => {
  const part = lesson(text).steps[0]?.parts[0];
  return part?.kind === 'prose' ? part.nodes : [];
};
const read = (nodes: Prose): string =>
  nodes.map((n) => (n.type === 'text' ? n.value : read(n.children as unknown as Prose))).join('');
const json = (text: string): string => JSON.stringify(prose(text));

describe('prose', () => {
  it('keeps words with colons as they are', () => {
    for (const text of [
      'gunicorn app:app',
      'on 127.0.0.1:8000 or :8000',
      'at 10:30',
      'unix:/run/x.sock',
      'run :run now',
    ])
      expect(read(prose(text))).toBe(text);
  });

  it('makes CJK bold next to full-width brackets', () => {
    expect(json('這是**重點（非同步）**的說明')).toContain('"tagName":"strong"');
  });

  it('knows the words of the picture', () => {
    expect(prose('they :wait[stand in line] here')).toEqual([
      {
        type: 'element',
        tagName: 'p',
        properties: {},
        children: [
          { type: 'text', value: 'they ' },
          {
            type: 'element',
            tagName: 'x-state',
            properties: { state: 'wait' },
            children: [{ type: 'text', value: 'stand in line' }],
          },
          { type: 'text', value: ' here' },
        ],
      },
    ]);
    expect(json(':num[workers]')).toContain('"x-num","properties":{"knob":"workers"}');
    expect(json(':cmd[curl -i http://x]')).toContain('"x-cmd","properties":{"command":"curl -i http://x"}');
    // What looks like a directive inside a command is a word of it.
    expect(json(':cmd[serve --listen=127.0.0.1:8001 app:app &]')).toContain(
      '"properties":{"command":"serve --listen=127.0.0.1:8001 app:app &"}',
    );
    expect(json(':at[then]{moment=first}')).toContain('{"moment":"first"}');
    expect(json('::bar[One order]{spans="run:.1 io:2"}')).toContain('"x-bar","properties":{"spans":"run:.1 io:2"}');
    expect(json(':::note\nMind the gap.\n:::')).toContain('"x-note"');
  });

  it('lets nothing through that is not in the vocabulary', () => {
    const hostile =
      '<script>alert(1)</script>\n\nx <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://x/y.png) [c](https://ok.example)';
    expect(json(hostile)).not.toMatch(/script|onerror|img/);
    expect(json(hostile)).toContain('https://ok.example');
    expect(() => prose(':at[x]{moment=a onclick=b}')).toThrow('takes no attribute onclick');
    expect(() => lesson(':::bogus\nx\n:::')).toThrow('line 10: unknown block :::bogus');
  });
});

describe('parts', () => {
  it('reads a question with its choices and replies', () => {
    const text = lesson(
      ':::predict{#when}\nWho?\n\n- `all` All :wait[at once]\n\n  No.\n- `one` One by one\n\n  Yes.\n:::\n\nAfter.',
    );
    const [question, after] = text.steps[0]?.parts ?? [];
    expect(question).toMatchObject({ kind: 'predict', id: 'when', choices: [{ id: 'all' }, { id: 'one' }] });
    expect(question?.kind === 'predict' && read(question.choices[0]?.label ?? [])).toBe('All at once');
    expect(question?.kind === 'predict' && read(question.choices[1]?.reply ?? [])).toBe('Yes.');
    expect(after).toMatchObject({ kind: 'prose' });
  });

  it('reads a task, hints, answers and links', () => {
    const text = lesson(
      [
        ':::task[Be quick]\nDo it.\n\n- `fast` All are out\n- `only` Only one file\n:::',
        ':::hints\n1. `look` a\n2. `idea` b\n3. `change` c\n\n   ```python\n   workers = 2\n   ```\n4. `solution` d\n:::',
        ':::mistakes\n- `typo` You wrote it wrong.\n:::',
        ':::analogy\nTrue here.\n:::',
        ':::links\n- [PEP 3333](https://peps.python.org/pep-3333/)\n:::',
      ].join('\n\n'),
    );
    expect(text.steps[0]?.parts[0]).toMatchObject({
      kind: 'task',
      title: 'Be quick',
      checks: [{ id: 'fast' }, { id: 'only' }],
    });
    expect(text.steps[0]?.hints.map((h) => h.rung)).toEqual(['look', 'idea', 'change', 'solution']);
    expect(JSON.stringify(text.steps[0]?.hints[2])).toContain('language-python');
    expect(read(text.mistakes['typo'] ?? [])).toBe('You wrote it wrong.');
    expect(read(text.analogy)).toBe('True here.');
    expect(text.links).toMatchObject([{ href: 'https://peps.python.org/pep-3333/' }]);
  });

  it('names the line of what is wrong', () => {
    expect(() => compileLesson('no head')).toThrow('line 1');
    expect(() => compileLesson('---\ntitle: x\n---\n')).toThrow('the head has no summary');
    expect(() => lesson(':::hints\n1. `look` a\n:::')).toThrow('line 10: hints are look, idea, change, solution');
    expect(() => lesson(':::predict{#p}\n- `a` b\n:::')).toThrow('line 11: the choice a has no reply');
  });
});

const TAGS = new Set([
  ...'p a strong em del code pre ul ol li blockquote table thead tbody tr th td h3 h4 hr br'.split(' '),
  ...Object.keys(ELEMENTS),
]);
const tags = (nodes: Prose): readonly string[] =>
  nodes.flatMap((n) => (n.type === 'text' ? [] : [n.tagName, ...tags(n.children as unknown as Prose)]));

describe('whatever is written', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      '::step[x]{#y}',
      ':::task[t]',
      ':::',
      ':at[x]{moment=m}',
      ':wait[',
      '- `a` b',
      '<b onclick=x>',
      '](javascript:x)',
    ),
    fc.constantFrom('**', '`', '\n', '\n\n', '|', '「', '：', ':num[w]', '```', '# ', '![i](https://x/y)'),
  );

  it('gives elements of the vocabulary alone, or an error with a line', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          for (const step of lesson(pieces.join('')).steps)
            for (const part of step.parts)
              if (part.kind === 'prose') for (const tag of tags(part.nodes)) expect(TAGS).toContain(tag);
        } catch (error) {
          expect(error).toBeInstanceOf(LessonTextError);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
