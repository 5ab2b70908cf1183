import type { DoubleQuotedChild, ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash';
import type { Eff } from '../../engine/task.ts';
import { arithmetic } from './arithmetic.ts';
import { glob, literal, patternToRegExp } from './glob.ts';
import type { Shell } from './shell.ts';

/** Runs a script in a subshell and gives what it wrote: the executor provides it (command substitution). */
export type Capture = (shell: Shell, script: ParsedScript) => Eff<string>;

/** A piece of a word after expansion: `split` pieces came unquoted from an expansion and are split at blanks. */
interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  readonly split: boolean;
}

/** Expansion of words (bash(1), EXPANSION): tilde, parameters, commands, arithmetic, splitting, file names. */
export class Expander {
  constructor(
    private readonly shell: Shell,
    private readonly capture: Capture,
  ) {}

  /** A word to any number of fields. */
  *fields(word: Word): Eff<string[]> {
    const pieces = yield* this.pieces(word);
    const patterns = split(pieces);
    return patterns.flatMap((pattern) => glob(this.shell.sys, pattern));
  }

  /** A word to one string, without splitting or file names (assignments, redirections, here-documents). */
  *text(word: Word): Eff<string> {
    const pieces = yield* this.pieces(word);
    return pieces.map((p) => p.text).join('');
  }

  /** A word to a pattern: quoted parts stand for themselves. */
  *pattern(word: Word): Eff<string> {
    const pieces = yield* this.pieces(word);
    return pieces.map((p) => (p.quoted ? literal(p.text) : p.text)).join('');
  }

  *parts(parts: readonly WordPart[]): Eff<string> {
    let text = '';
    for (const part of parts) for (const piece of yield* this.part(part, true)) text += piece.text;
    return text;
  }

  private *pieces(word: Word): Eff<Piece[]> {
    if (!word.parts) return [{ text: this.tilde(word.value), quoted: word.value !== word.text, split: false }];
    const pieces: Piece[] = [];
    for (const [i, part] of word.parts.entries()) {
      if (i === 0 && part.type === 'Literal')
        pieces.push({ text: this.tilde(part.value), quoted: part.value !== part.text, split: false });
      else pieces.push(...(yield* this.part(part, false)));
    }
    return pieces;
  }

  private *part(part: WordPart | DoubleQuotedChild, quoted: boolean): Eff<Piece[]> {
    switch (part.type) {
      case 'Literal':
        return [{ text: part.value, quoted: quoted || part.value !== part.text, split: false }];
      case 'Glob':
      case 'ExtendedGlob':
      case 'BraceExpansion':
        return [{ text: part.text, quoted, split: false }];
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [{ text: part.value, quoted: true, split: false }];
      case 'DoubleQuoted':
      case 'LocaleString': {
        let text = '';
        for (const child of part.parts) for (const piece of yield* this.part(child, true)) text += piece.text;
        return [{ text, quoted: true, split: false }];
      }
      case 'SimpleExpansion':
        return [{ text: this.shell.get(part.text.slice(1)) ?? '', quoted, split: !quoted }];
      case 'ParameterExpansion':
        return [{ text: yield* this.parameter(part), quoted, split: !quoted }];
      case 'CommandExpansion': {
        const output = part.script ? yield* this.capture(this.shell, part.script) : '';
        return [{ text: output.replace(/\n+$/, ''), quoted, split: !quoted }];
      }
      case 'ArithmeticExpansion':
        return [{ text: String(part.expression ? arithmetic(part.expression, this.shell) : 0), quoted, split: false }];
      case 'ProcessSubstitution':
        return [{ text: part.text, quoted: true, split: false }];
    }
  }

  private *parameter(part: ParameterExpansionPart): Eff<string> {
    const value = this.shell.get(part.parameter);
    if (part.prefix === '#') return String((value ?? '').length);
    const op = part.operation;
    if (!op) return value ?? '';
    if (op.type === 'Default') {
      const missing = value === null || (op.operator.startsWith(':') && value === '');
      const kind = op.operator.at(-1);
      if (kind === '+') return missing ? '' : yield* this.text(op.operand);
      if (!missing) return value;
      const fallback = yield* this.text(op.operand);
      if (kind === '=') this.shell.set(part.parameter, fallback);
      if (kind === '?') this.shell.complain(`${part.parameter}: ${fallback || 'parameter null or not set'}`);
      return kind === '?' ? '' : fallback;
    }
    if (op.type === 'Remove') return removeAffix(value ?? '', op.operator, yield* this.pattern(op.operand));
    if (op.type === 'Replace') {
      const regexp = patternToRegExp(yield* this.pattern(op.pattern), false);
      const by = (yield* this.text(op.replacement)).replace(/\$/g, '$$$$');
      return (value ?? '').replace(op.operator === '//' ? new RegExp(regexp.source, 'gs') : regexp, by);
    }
    return value ?? '';
  }

  private tilde(text: string): string {
    if (text !== '~' && !text.startsWith('~/')) return text;
    return (this.shell.get('HOME') ?? '/') + text.slice(1);
  }
}

function removeAffix(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const regexp = patternToRegExp(pattern);
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  const order = operator.length === 2 ? lengths.reverse() : lengths;
  const front = operator.startsWith('#');
  const n = order.find((k) => regexp.test(front ? value.slice(0, k) : value.slice(value.length - k)));
  if (n === undefined) return value;
  return front ? value.slice(n) : value.slice(0, value.length - n);
}

/** Field splitting at blanks of the pieces that came unquoted from expansions; the result is patterns. */
function split(pieces: readonly Piece[]): string[] {
  const fields: string[] = [];
  let current: string | null = null;
  for (const piece of pieces) {
    if (!piece.split) {
      if (piece.text !== '' || piece.quoted)
        current = (current ?? '') + (piece.quoted ? literal(piece.text) : piece.text);
      continue;
    }
    const words = piece.text.split(/[ \t\n]+/);
    words.forEach((word, i) => {
      if (i > 0 && current !== null) {
        fields.push(current);
        current = null;
      }
      if (word !== '') current = (current ?? '') + word;
    });
  }
  if (current !== null) fields.push(current);
  return fields;
}
