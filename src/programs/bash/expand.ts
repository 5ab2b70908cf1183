import {
  parse,
  type DoubleQuotedChild,
  type ParameterExpansionPart,
  type ParsedScript,
  type Word,
  type WordPart,
} from 'unbash';
import type { Eff } from '../../engine/task.ts';
import { arithmetic } from './arithmetic.ts';
import { alternatives } from './braces.ts';
import { glob, literal, patternToRegExp } from './glob.ts';
import { Jump, type Shell } from './shell.ts';

/** Runs a script in a subshell and gives what it wrote: the executor provides it (command substitution). */
export type Capture = (shell: Shell, script: ParsedScript) => Eff<string>;

/** A piece of a word after expansion: `split` pieces came unquoted from an expansion and are split at blanks. */
interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  readonly split: boolean;
  /** A field ends after it, whatever follows (between the parts of "$@"). */
  readonly ends?: boolean;
}

/** Expansion of words (bash(1), EXPANSION): tilde, parameters, commands, arithmetic, splitting, file names. */
export class Expander {
  constructor(
    private readonly shell: Shell,
    private readonly capture: Capture,
  ) {}

  /** A word to any number of fields. */
  *fields(word: Word): Eff<string[]> {
    const fields: string[] = [];
    for (const one of braced(word)) {
      const patterns = split(yield* this.pieces(one), this.shell.get('IFS') ?? ' \t\n');
      fields.push(...patterns.flatMap((pattern) => glob(this.shell.sys, pattern)));
    }
    return fields;
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
        return yield* this.doubleQuoted(part.parts);
      }
      case 'SimpleExpansion':
        return [{ text: this.variable(part.text.slice(1)), quoted, split: !quoted }];
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

  /** The parts of `"…"`: one piece, but for "$@", which is as many as there are parameters. */
  private *doubleQuoted(parts: readonly DoubleQuotedChild[]): Eff<Piece[]> {
    const pieces: Piece[] = [];
    let text = '';
    let only = parts.length > 0;
    for (const child of parts) {
      const all =
        child.type === 'SimpleExpansion'
          ? child.text === '$@'
          : child.type === 'ParameterExpansion' && child.parameter === '@' && !child.operation && !child.prefix;
      if (!all) {
        only = false;
        for (const piece of yield* this.part(child, true)) text += piece.text;
        continue;
      }
      this.shell.params.forEach((value, i) => {
        text += value;
        if (i === this.shell.params.length - 1) return;
        pieces.push({ text, quoted: true, split: false, ends: true });
        text = '';
      });
      if (this.shell.params.length > 0) only = false;
    }
    return only ? pieces : [...pieces, { text, quoted: true, split: false }];
  }

  private variable(name: string): string {
    const value = this.shell.get(name);
    if (value === null && this.shell.options.has('u') && !/^[@*]$/.test(name))
      this.abort(`${name}: unbound variable`, 127);
    return value ?? '';
  }

  /** An expansion that cannot be: the command line is given up (127 under -c). */
  private abort(message: string, status: number): never {
    this.shell.complain(message);
    throw new Jump('abort', status);
  }

  private *slice(value: string, offset: Word, length: Word | undefined): Eff<string> {
    const number = function* (this: Expander, word: Word): Eff<number> {
      const script = parse(`((${yield* this.text(word)}))`).commands[0]?.command;
      return script?.type === 'ArithmeticCommand' && script.expression ? arithmetic(script.expression, this.shell) : 0;
    }.bind(this);
    const chars = [...value];
    const from = yield* number(offset);
    const start = from < 0 ? chars.length + from : from;
    if (start < 0) return '';
    if (!length) return chars.slice(start).join('');
    const n = yield* number(length);
    return chars.slice(start, n < 0 ? chars.length + n : start + n).join('');
  }

  private *parameter(part: ParameterExpansionPart): Eff<string> {
    if (part.index) this.abort(`${part.text}: arrays are not modelled`, 1);
    let value = this.shell.get(part.parameter);
    if (part.prefix === '!') {
      if (value === null || value === '') this.abort(`${part.parameter}: invalid indirect expansion`, 1);
      value = this.shell.get(value);
    }
    if (part.prefix === '#') return String((value ?? '').length);
    if (value === null && part.operation === undefined) return this.variable(part.parameter);
    const op = part.operation;
    if (!op) return value ?? '';
    if (op.type === 'Default') {
      const missing = value === null || (op.operator.startsWith(':') && value === '');
      const kind = op.operator.at(-1);
      if (kind === '+') return missing ? '' : yield* this.text(op.operand);
      if (!missing) return value ?? '';
      const fallback = yield* this.text(op.operand);
      if (kind === '=') this.shell.set(part.parameter, fallback);
      if (kind === '?') this.abort(`${part.parameter}: ${fallback || 'parameter null or not set'}`, 127);
      return fallback;
    }
    if (op.type === 'Remove') return removeAffix(value ?? '', op.operator, yield* this.pattern(op.operand));
    if (op.type === 'Replace') return yield* this.replace(value ?? '', op.operator, op.pattern, op.replacement);
    if (op.type === 'Slice') return yield* this.slice(value ?? '', op.offset, op.length);
    if (op.type === 'CaseModification') {
      const fits = patternToRegExp(op.operand && op.operand.text !== '' ? yield* this.pattern(op.operand) : '?');
      const change = (c: string): string =>
        !fits.test(c) ? c : op.operator.startsWith('^') ? c.toUpperCase() : c.toLowerCase();
      return [...(value ?? '')].map((c, i) => (op.operator.length === 2 || i === 0 ? change(c) : c)).join('');
    }
    return value ?? '';
  }

  private *replace(value: string, operator: '/' | '//' | '/#' | '/%', pattern: Word, replacement: Word): Eff<string> {
    const { source } = patternToRegExp(yield* this.pattern(pattern), false);
    const by = (yield* this.text(replacement)).replace(/\$/g, '$$$$');
    const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
    return value.replace(new RegExp(anchored, operator === '//' ? 'gs' : 's'), by);
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

/** The words that braces stand for; the word itself when there are none. */
function braced(word: Word): readonly Word[] {
  const at = word.parts?.findIndex((p) => p.type === 'BraceExpansion' && alternatives(p.text) !== null) ?? -1;
  const part = word.parts?.[at];
  if (!part) return [word];
  const [before, after] = [word.text.slice(0, part.pos - word.pos), word.text.slice(part.end - word.pos)];
  return (alternatives(part.text) ?? []).flatMap((one) => {
    const command = parse(`: ${before}${one}${after}`).commands[0]?.command;
    const [parsed] = command?.type === 'Command' ? command.args : [];
    return parsed?.type === 'Word' ? braced(parsed) : [];
  });
}

/** Field splitting (bash(1), Word Splitting) of what came unquoted from expansions; the result is patterns. */
function split(pieces: readonly Piece[], ifs: string): string[] {
  const fields: string[] = [];
  let current: string | null = null;
  const end = (): void => {
    if (current !== null) fields.push(current);
    current = null;
  };
  for (const piece of pieces) {
    if (piece.split) {
      for (const char of piece.text) {
        if (!ifs.includes(char)) current = (current ?? '') + char;
        else if (/\s/.test(char)) end();
        else {
          current ??= '';
          end();
        }
      }
    } else if (piece.text !== '' || piece.quoted)
      current = (current ?? '') + (piece.quoted ? literal(piece.text) : piece.text);
    if (piece.ends) end();
  }
  end();
  return fields;
}
