import { err, ok, type Result } from '../../base/result.ts';

export interface JsonFault {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Where a text stops being JSON: the first character that cannot go on what stands before it. */
function faultAt(text: string): number {
  // Engines word their errors differently, and not all tell the place; the grammar is small enough to ask it itself.
  const token =
    /\s*(?:([{}[\],:])|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)/y;
  const open: string[] = [];
  type Wanted = 'value' | 'first' | 'key' | 'firstKey' | 'colon' | 'after' | 'end';
  let wanted: Wanted = 'value';
  const closed = (): Wanted => (open.length === 0 ? 'end' : 'after');
  for (let at = 0; ; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text);
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (!found) return start;
    const sign = found[1];
    const isText = sign === undefined && found[0].trimStart().startsWith('"');
    const inObject = open.at(-1) === '{';
    if (wanted === 'value' || wanted === 'first') {
      if (sign === '{' || sign === '[') {
        open.push(sign);
        wanted = sign === '{' ? 'firstKey' : 'first';
      } else if (sign === ']' && wanted === 'first') {
        open.pop();
        wanted = closed();
      } else if (sign === undefined) wanted = closed();
      else return start;
    } else if (wanted === 'firstKey' && sign === '}') {
      open.pop();
      wanted = closed();
    } else if (wanted === 'key' || wanted === 'firstKey') {
      if (!isText) return start;
      wanted = 'colon';
    } else if (wanted === 'colon') {
      if (sign !== ':') return start;
      wanted = 'value';
    } else if (wanted === 'after') {
      if (sign === ',') wanted = inObject ? 'key' : 'value';
      else if (sign === (inObject ? '}' : ']')) {
        open.pop();
        wanted = closed();
      } else return start;
    } else return start;
  }
}

/** An object written as JSON, or the place at which it stops being one. */
export function readObject(text: string): Result<Readonly<Record<string, unknown>>, JsonFault> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return ok(Object.fromEntries(Object.entries(value)));
    return err({ line: 1, column: 1 });
  } catch {
    const before = text.slice(0, faultAt(text)).split('\n');
    return err({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
  }
}
