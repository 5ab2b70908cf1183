import { describe, expect, it } from 'vitest';
import { formatPanels, parsePanels, withSize } from './panels.ts';
import { createSettings } from './settings.ts';
import { openKeep } from './storage.ts';

describe('panels', () => {
  it('are read as they were written, and nothing else is', () => {
    const state = parsePanels('lesson=300 code=420 -dock');
    expect(state).toEqual({ sizes: { lesson: 300, code: 420 }, folded: ['dock'] });
    expect(parsePanels(formatPanels(state))).toEqual(state);
    expect(parsePanels('stage=5 lesson=x lesson=99999 -code -code {} =')).toEqual({ sizes: {}, folded: ['code'] });
    expect(parsePanels(null)).toEqual({ sizes: {}, folded: [] });
  });
  it('stay within reason, and go back to what is usual', () => {
    const wide = withSize(parsePanels(null), 'lesson', 5000);
    expect(wide.sizes.lesson).toBe(560);
    expect(withSize(wide, 'lesson', 1).sizes.lesson).toBe(240);
    expect(withSize(wide, 'lesson', null).sizes).toEqual({});
  });
  it('are remembered', () => {
    const store = openKeep(null);
    const before = createSettings({}, store).getState();
    before.size('code', 500);
    before.fold('dock');
    before.setLetterKeys(false);
    const after = createSettings({}, store).getState();
    expect(after.panels).toEqual({ sizes: { code: 500 }, folded: ['dock'] });
    expect(after.letterKeys).toBe(false);
    after.fold('dock');
    expect(createSettings({}, store).getState().panels.folded).toEqual([]);
  });
});
