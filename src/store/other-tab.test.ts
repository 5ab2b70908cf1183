import { describe, expect, it } from 'vitest';
import { createFiles } from './files.ts';
import { isAbout, keepMine, unlike, untouched } from './other-tab.ts';
import { openKeep } from './storage.ts';

const APP = '/srv/app.py';
const CONF = '/srv/gunicorn.conf.py';
const START = { [APP]: 'a\n', [CONF]: 'workers = 1\n' };

function device() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
  const tab = () => {
    const keep = openKeep(storage);
    const files = createFiles(keep);
    files.getState().load('one', START, [APP, CONF]);
    return { keep, files: files.getState };
  };
  const written = (): string | null => kept.get('gateway-diner:files:one') ?? null;
  return { tab, written };
}

describe('the same file in two tabs', () => {
  it('is told where it stands differently, and nowhere else', () => {
    const { tab, written } = device();
    const [first, second] = [tab(), tab()];
    first.files().edit(APP, 'first\n', 'typing');
    second.files().edit(APP, 'second\n', 'typing');
    expect(unlike(first.files(), written())).toEqual({ [APP]: 'second\n' });
    expect(unlike(second.files(), written())).toEqual({});
    expect([isAbout('one', 'gateway-diner:files:one'), isAbout('two', 'gateway-diner:files:one')]).toEqual([
      true,
      false,
    ]);
  });
  it('is settled by who writes on', () => {
    const told = { [APP]: 'second\n', [CONF]: 'workers = 2\n' };
    expect(untouched(told, { [APP]: 'first\n' }, { [APP]: 'first!\n' })).toEqual({ [CONF]: 'workers = 2\n' });
  });
  it('can be kept as it is here, beside what the other one did elsewhere', () => {
    const { tab, written } = device();
    const [first, second] = [tab(), tab()];
    first.files().edit(APP, 'first\n', 'typing');
    second.files().edit(APP, 'second\n', 'typing');
    second.files().edit(CONF, 'workers = 2\n', 'step');
    keepMine(first.keep, first.files(), [APP]);
    expect(unlike(second.files(), written())).toEqual({ [APP]: 'first\n' });
    second.files().replace({ [APP]: 'first\n' });
    second.files().undo();
    expect(second.files().text(APP)).toBe('second\n');
    second.files().resetAll();
    expect([second.files().text(APP), written()]).toEqual(['a\n', null]);
  });
  it('keeps nothing of a text that is the lesson’s own', () => {
    const { tab, written } = device();
    const [first, second] = [tab(), tab()];
    second.files().edit(APP, 'second\n', 'typing');
    keepMine(first.keep, first.files(), [APP]);
    expect(written()).toBeNull();
  });
});
