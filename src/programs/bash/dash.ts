import type { Assignment, ParsedScript, Word } from 'unbash';
import type { Trouble } from './syntax.ts';

/** What bash reads and dash does not (dash(1)): arrays, `[[ ]]` as grammar, `<( )`, `<<<`, `function`. */
export function notPosix(text: string, script: ParsedScript): Trouble | null {
  const found = find(script, text);
  if (!found) return null;
  return { pos: found.pos, lines: { bash: [], dash: [`Syntax error: ${found.why}`] } };
}

interface Found {
  readonly pos: number;
  readonly why: string;
}

function find(node: unknown, text: string): Found | null {
  if (typeof node !== 'object' || node === null) return null;
  if (Array.isArray(node)) {
    for (const one of node) {
      const found = find(one, text);
      if (found) return found;
    }
    return null;
  }
  const {
    type,
    pos = 0,
    operator,
  } = node as { readonly type?: string; readonly pos?: number; readonly operator?: string };
  if (type === 'Assignment' && (node as Assignment).value.type === 'ArrayValue') return { pos, why: '"(" unexpected' };
  if (type === 'Word') return find((node as Word).parts ?? [], text);
  if (type === 'ArrayValue' || type === 'ProcessSubstitution') return { pos, why: '"(" unexpected' };
  if (type === 'HereString') return { pos, why: 'redirection unexpected' };
  if (type === 'Function' && /^function\b/.test(text.slice(pos)) && !/^function\s+\w+\s*\(/.test(text.slice(pos)))
    return { pos, why: '"}" unexpected' };
  if (type === 'Function' && /^function\b/.test(text.slice(pos))) return { pos, why: '"(" unexpected' };
  if (type === 'Select') return { pos, why: '"do" unexpected' };
  if (type === 'Redirect' && (operator === '&>' || operator === '&>>')) return null;
  if (type === 'CommandExpansion') return null;
  return find(Object.values(node), text);
}
