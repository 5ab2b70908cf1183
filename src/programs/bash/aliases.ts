import { parse, type Command } from 'unbash';

/**
 * Aliases (bash(1), ALIASES): the first word of a command, where it is not quoted, is replaced in the text before that is
 * read; a value that ends in a blank makes the next word a candidate too. A name is not replaced within its own value.
 */
export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0) return text;
  const changes: { readonly pos: number; readonly end: number; readonly by: string }[] = [];
  for (const command of commandsIn(parse(text))) {
    const words = [command.name, ...command.args];
    for (const word of words) {
      if (word?.type !== 'Word' || word.text !== word.value) break;
      const by = valueOf(word.text, aliases, new Set());
      if (by === null) break;
      changes.push({ pos: word.pos, end: word.end, by });
      if (!/\s$/.test(by)) break;
    }
  }
  changes.sort((a, b) => b.pos - a.pos);
  return changes.reduce((out, { pos, end, by }) => out.slice(0, pos) + by + out.slice(end), text);
}

function valueOf(name: string, aliases: ReadonlyMap<string, string>, seen: ReadonlySet<string>): string | null {
  const value = aliases.get(name);
  if (value === undefined || seen.has(name)) return null;
  const [, lead = '', first = ''] = /^(\s*)([^\s;|&<>()]*)/.exec(value) ?? [];
  const inner = first === '' ? null : valueOf(first, aliases, new Set([...seen, name]));
  return inner === null ? value : lead + inner + value.slice(lead.length + first.length);
}

/** The simple commands of a script; those in substitutions have positions in other texts and are left out. */
function commandsIn(node: unknown): Command[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(commandsIn);
  const { type } = node as { readonly type?: unknown };
  if (type === 'Command') return [node as Command];
  if (type === 'Word' || type === 'Assignment') return [];
  return Object.values(node).flatMap(commandsIn);
}
