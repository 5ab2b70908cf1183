import { expect, it } from 'vitest';
import { editorWord, saveKeys } from './edited-file.ts';

const packed = (value: unknown): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))));
const file = { program: 'nano', path: '/etc/hosts', text: '中文\n', isNew: false, isWritable: true };

it('understands what the editor on the machine says', () => {
  expect(editorWord('open', packed(file))).toEqual({ kind: 'open', file });
  expect(editorWord('failed', packed({ why: 'Permission denied' }))).toEqual({
    kind: 'failed',
    why: 'Permission denied',
  });
  expect(editorWord('saved', '')).toEqual({ kind: 'saved' });
});

it.each([
  ['open', 'no base64!'],
  ['open', packed({ ...file, path: 'relative' })],
  ['open', packed({ ...file, extra: 1 })],
  ['open', packed({ ...file, text: 'x'.repeat(100_001) })],
  ['open', packed(null)],
  ['failed', packed({})],
  ['run', packed(file)],
])('believes nothing else that is printed: %s %.40s', (verb, data) => {
  expect(editorWord(verb, data)).toBeNull();
});

it('sends a text back in one sequence that holds no control characters of its own', () => {
  const keys = saveKeys('a\u001b]7700;close\u0007\n中');
  expect(keys.slice(1, -1)).not.toMatch(/[\u0000-\u001f]/);
  expect(keys.startsWith('\u001b]7700;save;') && keys.endsWith('\u0007')).toBe(true);
});
