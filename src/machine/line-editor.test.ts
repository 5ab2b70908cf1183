import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { Sim } from '../engine/sim.ts';
import { ROOT } from './filesystem.ts';
import { LineEditor, type LineResult } from './line-editor.ts';
import { World } from './world.ts';

const HISTORY = ['echo one', 'ls -l /etc/nginx', 'echo "two three"'];

/** What the line is after these keys, and what was drawn. */
function typed(keys: readonly string[], list: readonly string[] = []) {
  const sim = new Sim(1);
  const world = new World(sim, 0);
  const host = world.addHost({ name: 'box', addresses: [], cores: 1, latency: 0 });
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/sh' });
  const tty = world.tty(1);
  tty.raw = true;
  tty.columns = 40;
  const stdio = { kind: 'tty', tty } as const;
  const results: LineResult[] = [];
  world.lifecycle.start(
    host,
    function* (sys) {
      const complete = (text: string) => ({ insert: text.endsWith('gre') ? 'p ' : '', list });
      results.push(yield* new LineEditor(sys, { history: HISTORY, complete }).read('$ '));
      return 0;
    },
    { argv: ['reader'], credentials: ROOT, env: new Map(), cwd: '/', stdio: [stdio, stdio, stdio] },
  );
  for (const key of keys) {
    sim.run(sim.now + 1000);
    tty.input(utf8(key));
  }
  sim.run(sim.now + 1000);
  const drawn = sim.trace.events.map((e) => (e.kind === 'tty.output' ? e.text : '')).join('');
  return { result: results[0], drawn, rest: fromUtf8(tty.read(100) ?? new Uint8Array()) };
}

const UP = '\u001b[A';
const LEFT = '\u001b[D';
const ESC = '\u001b';
const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 64);

describe('a line is edited as readline does it', () => {
  it.each<readonly [what: string, keys: readonly string[], line: string]>([
    ['words by Alt', ['a/b c', `${ESC}b`, `${ESC}b`, 'X'], 'a/Xb c'],
    ['Alt-Backspace stops at a slash, Ctrl-W at a blank', ['x a/b', `${ESC}\u007f`, 'c', ctrl('W'), 'y'], 'x y'],
    ['kills in a row are one', ['one two', ctrl('W'), ctrl('W'), 'x ', ctrl('Y')], 'x one two'],
    ['Alt-Y gives the kill before', ['a b', ctrl('W'), 'c', ctrl('U'), ctrl('Y'), `${ESC}y`], 'b'],
    ['undo', ['echo', ctrl('A'), ctrl('K'), ctrl('_')], 'echo'],
    ['transpose', ['sl', ctrl('T')], 'ls'],
    ['case', ['ab cd', ctrl('A'), `${ESC}u`, `${ESC}c`], 'AB Cd'],
    ['the last argument, and the one before', ['x ', `${ESC}.`, `${ESC}.`], 'x /etc/nginx'],
    ['history, and back to what was begun', ['new', UP, '\u001b[B'], 'new'],
    ['search', [ctrl('R'), 'ls', '\u001b[C'], 'ls -l /etc/nginx'],
    ['search again, and again', [ctrl('R'), 'echo', ctrl('R'), ctrl('E'), '!'], 'echo one!'],
    ['a search given up', ['mine', ctrl('R'), 'ls', ctrl('G')], 'mine'],
    ['wide characters', ['中文', LEFT, 'x'], '中x文'],
    ['a paste does not run', ['\u001b[200~a\rb\u001b[201~', 'c'], 'a\nbc'],
    ['completion', ['gre', '\t', 'x'], 'grep x'],
  ])('%s', (_, keys, line) => {
    expect(typed([...keys, '\r']).result).toEqual({ kind: 'line', text: line });
  });

  it('lists at the second Tab, and asks before it lists very many', () => {
    const few = ['start', 'status', 'stop'];
    expect(typed(['x', '\t'], few).drawn).not.toContain('status');
    expect(typed(['x', '\t', '\t'], few).drawn).toContain('start   status  stop');
    const many = Array.from({ length: 120 }, (_, i) => `c${i}`);
    const asked = typed(['x', '\t', '\t'], many).drawn;
    expect(asked).toContain('Display all 120 possibilities? (y or n)');
    expect(asked).not.toContain('c77');
    expect(typed(['x', '\t', '\t', 'y'], many).drawn).toContain('c77');
  });

  it('tells that nothing was found, and how it ends', () => {
    expect(typed([ctrl('R'), 'zz']).drawn).toContain("(failed reverse-i-search)`zz': ");
    expect(typed(['x', ctrl('C')]).result).toEqual({ kind: 'interrupt' });
    expect(typed([ctrl('D')]).result).toEqual({ kind: 'eof' });
  });

  it('leaves what was typed behind the line to the next reader', () => {
    expect(typed(['one\rtwo\r'])).toMatchObject({ result: { kind: 'line', text: 'one' }, rest: 'two\n' });
  });
});
