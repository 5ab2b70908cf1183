import { describe, expect, it } from 'vitest';
import { createFiles } from './files.ts';
import { openKeep } from './storage.ts';

const APP = '/srv/app.py';
const CONF = '/srv/gunicorn.conf.py';

function open() {
  const files = createFiles(openKeep(null));
  files.getState().load('one', { [APP]: 'a\n', [CONF]: 'workers = 1\n' }, [APP, CONF]);
  const texts = (): string[] => [APP, CONF].map((path) => files.getState().text(path));
  return { files, texts, go: files.getState() };
}

describe('two tabs', () => {
  it('keep what was changed in the other one, file by file', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    } as unknown as Storage;
    const start = { [APP]: 'a\n', [CONF]: 'workers = 1\n' };
    const tab = () => {
      const files = createFiles(openKeep(storage));
      files.getState().load('one', start, [APP, CONF]);
      return files.getState();
    };
    const [first, second] = [tab(), tab()];
    first.edit(APP, 'mine\n', 'typing');
    second.edit(CONF, 'workers = 2\n', 'typing');
    first.edit(APP, 'mine!\n', 'typing');
    expect([APP, CONF].map((path) => tab().text(path))).toEqual(['mine!\n', 'workers = 2\n']);
    second.resetAll();
    expect([APP, CONF].map((path) => tab().text(path))).toEqual(['mine!\n', 'workers = 1\n']);
    expect(first.text(CONF)).toBe('workers = 1\n');
    first.resetAll();
    expect([...kept.keys()]).toEqual([]);
  });
});

describe('steps back', () => {
  it('go over resets and over what was typed behind them, and forth again', () => {
    const { files, texts, go } = open();
    go.edit(APP, 'mine\n', 'typing');
    go.edit(CONF, 'workers = 2\n', 'step');
    go.reset(APP);
    go.edit(APP, 'a!\n', 'typing');
    expect(texts()).toEqual(['a!\n', 'workers = 2\n']);
    go.undo();
    go.undo();
    expect(texts()).toEqual(['mine\n', 'workers = 2\n']);
    go.undo();
    go.undo();
    expect([texts(), files.getState().past]).toEqual([['a\n', 'workers = 1\n'], []]);
    for (let i = 0; i < 4; i++) go.redo();
    expect([texts(), files.getState().future]).toEqual([['a!\n', 'workers = 2\n'], []]);
  });
  it('count a bout of typing as one', () => {
    const { files, texts, go } = open();
    for (const text of ['ab\n', 'abc\n', 'abcd\n', 'abcd\ne\n', 'abcd\nef\n']) go.edit(APP, text, 'typing');
    expect(files.getState().past).toHaveLength(2);
    go.undo();
    expect(texts()[0]).toBe('abcd\n');
    go.edit(APP, 'x\n', 'typing');
    expect(files.getState().future).toEqual([]);
  });
});
