import { parse, type Assignment, type Word } from 'unbash';
import type { Eff } from '../../engine/task.ts';
import type { Expander } from './expand.ts';
import type { Shell } from './shell.ts';

/** `a[i]=x`, `a=(…)`, `a+=(…)`, `m=([k]=v …)`. */
export function* assign(shell: Shell, expand: Expander, { name, index, value, append }: Assignment): Eff<void> {
  if (index) {
    const key = yield* expand.key(name, index);
    const before = append ? (shell.variables.get(name, key) ?? '') : '';
    return shell.set(name, before + (value.type === 'Word' ? yield* expand.text(value) : ''), key);
  }
  if (value.type === 'Word') return;
  const entries: [string | null, string][] = [];
  for (const word of value.elements) {
    const [whole = '', keyText = ''] = /^\[([^\]]+)\]=/.exec(word.text) ?? [];
    if (whole === '') for (const field of yield* expand.fields(word)) entries.push([null, field]);
    else {
      const [key, text] = [keyText, word.text.slice(whole.length)].map(wordOf);
      entries.push([key ? yield* expand.key(name, key) : '0', text ? yield* expand.text(text) : '']);
    }
  }
  const { variables } = shell;
  if (!append && shell.constants.has(name)) shell.set(name, '');
  variables.declare(name, false);
  if (!append) variables.clear(name);
  let next = append ? Math.max(-1, ...[...(variables.array(name)?.entries.keys() ?? [])].map(Number)) + 1 : 0;
  for (const [key, text] of entries) {
    shell.set(name, text, key ?? String(next));
    next = (key === null ? next : Number(key)) + 1;
  }
}

/** A piece of source as a word; undefined when it is empty. */
function wordOf(text: string): Word | undefined {
  const command = parse(`: ${text}`).commands[0]?.command;
  const arg = command?.type === 'Command' ? command.args[0] : undefined;
  return arg?.type === 'Word' ? arg : undefined;
}
