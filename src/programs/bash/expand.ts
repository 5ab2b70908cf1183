import {
  parse,
  type ArithmeticExpression,
  type DoubleQuotedChild,
  type ParameterExpansionPart,
  type ParameterOperation,
  type ParsedScript,
  type ProcessSubstitutionPart,
  type Word,
  type WordPart,
} from 'unbash';
import type { Eff } from '../../engine/task.ts';
import { utf8 } from '../../base/bytes.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { arithmetic, evaluate } from './arithmetic.ts';
import { alternatives } from './braces.ts';
import { glob } from './glob.ts';
import { literal, patternToRegExp } from './pattern.ts';
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
    for (const one of this.shell.dialect === 'bash' ? braced(word) : [word]) {
      const patterns = split(yield* this.pieces(one), this.shell.get('IFS') ?? ' \t\n');
      fields.push(...patterns.flatMap((pattern) => glob(this.shell, pattern)));
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
        if (isList(part, '@') && part.prefix !== '#' && !quoted) {
          const values = yield* this.list(part);
          return values.map((text, i) => ({ text, quoted: false, split: true, ends: i < values.length - 1 }));
        }
        return [{ text: yield* this.parameter(part), quoted, split: !quoted }];
      case 'CommandExpansion': {
        const output = part.script ? yield* this.capture(this.shell, part.script) : '';
        return [{ text: output.replace(/\n+$/, ''), quoted, split: !quoted }];
      }
      case 'ArithmeticExpansion':
        return [{ text: String(yield* this.value(part.text.slice(3, -2), part.expression)), quoted, split: false }];
      case 'ProcessSubstitution':
        return [{ text: yield* this.substitute(part), quoted: true, split: false }];
    }
  }

  /** `<(…)`: a file that holds what the command has written. It runs to its end first; `>(…)` cannot be had that way. */
  private *substitute(part: ProcessSubstitutionPart): Eff<string> {
    if (part.operator === '>' || !part.script) this.abort(`${part.text}: not modelled`, 1);
    const text = yield* this.capture(this.shell, part.script);
    const { sys, substitutes } = this.shell;
    const path = `/dev/fd/${63 - substitutes.length}`;
    sys.process.host.files.makePath('/dev/fd');
    sys.process.host.files.writeFile(path, utf8(text), ROOT, 0o644);
    substitutes.push(path);
    return path;
  }

  /** The parts of `"…"`: one piece, but for "$@" and "${a[@]}", which are as many as there are values. */
  private *doubleQuoted(parts: readonly DoubleQuotedChild[]): Eff<Piece[]> {
    const pieces: Piece[] = [];
    let text = '';
    let only = parts.length > 0;
    for (const child of parts) {
      const values = isList(child, '@') && !isCount(child) ? yield* this.list(child) : null;
      if (!values) {
        only = false;
        if (isList(child, '*') && !isCount(child))
          text += (yield* this.list(child)).join((this.shell.get('IFS') ?? ' ').slice(0, 1));
        else for (const piece of yield* this.part(child, true)) text += piece.text;
        continue;
      }
      values.forEach((value, i) => {
        text += value;
        if (i === values.length - 1) return;
        pieces.push({ text, quoted: true, split: false, ends: true });
        text = '';
      });
      if (values.length > 0) only = false;
    }
    return only ? pieces : [...pieces, { text, quoted: true, split: false }];
  }

  /** The values of `$@`, `${@…}`, `${a[@]…}`, `${!a[@]}`, and of the same with `*`. */
  private *list(part: DoubleQuotedChild): Eff<string[]> {
    const { shell } = this;
    if (part.type !== 'ParameterExpansion') return [...shell.params];
    const { operation, prefix } = part;
    if (operation?.type === 'Names') return shell.variables.names.filter((name) => name.startsWith(part.parameter));
    const array = part.index ? shell.variables.array(part.parameter) : null;
    const single = part.index ? shell.get(part.parameter) : null;
    const entries = array ? [...array.entries] : single === null ? [] : [['0', single] as const];
    if (prefix === '!') return entries.map(([key]) => key);
    const values = part.index ? entries.map(([, value]) => value) : [...shell.params];
    if (!operation) return values;
    if (operation.type === 'Slice') {
      const all = part.index ? values : [shell.name, ...values];
      const from = yield* this.number(operation.offset);
      const start = from < 0 ? all.length + from : from;
      const count = operation.length ? yield* this.number(operation.length) : all.length;
      return all.slice(start, start + count);
    }
    if (operation.type === 'Default' && values.length > 0 !== (operation.operator.at(-1) === '+')) return values;
    if (operation.type === 'Default')
      return operation.operator.at(-1) === '+' && values.length === 0 ? [] : [yield* this.text(operation.operand)];
    const changed: string[] = [];
    for (const value of values) changed.push(yield* this.changed(value, operation));
    return changed;
  }

  private variable(name: string): string {
    const value = this.shell.get(name);
    if (value === null && this.shell.options.has('u') && !/^[@*]$/.test(name))
      this.abort(this.shell.dialect === 'dash' ? `${name}: parameter not set` : `${name}: unbound variable`, 127);
    return value ?? '';
  }

  /** An expansion that cannot be: the command line is given up (127 under -c). */
  private abort(message: string, status: number): never {
    this.shell.complain(message);
    if (this.shell.dialect === 'dash') throw new Jump('exit', 2);
    throw new Jump('abort', status);
  }

  /** An arithmetic expression: what stands in it after a `$` is expanded first, as between double quotes. */
  *value(source: string, parsed: ArithmeticExpression | undefined): Eff<number> {
    if (!/[$`]/.test(source)) return parsed ? arithmetic(parsed, this.shell) : 0;
    const command = parse(`: "${source.replaceAll('"', '')}"`).commands[0]?.command;
    const word = command?.type === 'Command' ? command.args[0] : undefined;
    return word?.type === 'Word' ? evaluate(yield* this.text(word), this.shell) : 0;
  }

  private *number(word: Word): Eff<number> {
    return evaluate(yield* this.text(word), this.shell);
  }

  /** The key of an element: arithmetic for arrays by number. */
  *key(name: string, index: Word): Eff<string> {
    const text = yield* this.text(index);
    return this.shell.variables.array(name)?.named === true ? text : String(evaluate(text, this.shell));
  }

  private *slice(value: string, offset: Word, length: Word | undefined): Eff<string> {
    const chars = [...value];
    const from = yield* this.number(offset);
    const start = from < 0 ? chars.length + from : from;
    if (start < 0) return '';
    if (!length) return chars.slice(start).join('');
    const n = yield* this.number(length);
    return chars.slice(start, n < 0 ? chars.length + n : start + n).join('');
  }

  private *parameter(part: ParameterExpansionPart): Eff<string> {
    const { shell } = this;
    if (isList(part, '@') || isList(part, '*')) {
      const values = yield* this.list({ ...part, prefix: part.prefix === '#' ? undefined : part.prefix });
      return part.prefix === '#' ? String(values.length) : values.join(' ');
    }
    const key = part.index ? yield* this.key(part.parameter, part.index) : null;
    let value = key === null ? shell.get(part.parameter) : shell.variables.get(part.parameter, key);
    if (part.prefix === '!') {
      if (value === null || value === '') this.abort(`${part.parameter}: invalid indirect expansion`, 1);
      value = shell.get(value);
    }
    if (part.prefix === '#') return String([...(value ?? '')].length);
    const op = part.operation;
    if (value === null && op?.type !== 'Default') {
      if (key !== null && !shell.options.has('u')) value = '';
      else value = this.variable(key === null ? part.parameter : `${part.parameter}[${key}]`);
    }
    if (!op) return value ?? '';
    if (op.type === 'Default') {
      const missing = value === null || (op.operator.startsWith(':') && value === '');
      const kind = op.operator.at(-1);
      if (kind === '+') return missing ? '' : yield* this.text(op.operand);
      if (!missing) return value ?? '';
      const fallback = yield* this.text(op.operand);
      if (kind === '=') shell.set(part.parameter, fallback, key);
      if (kind === '?') this.abort(`${part.parameter}: ${fallback || 'parameter null or not set'}`, 127);
      return fallback;
    }
    return yield* this.changed(value ?? '', op);
  }

  /** One value through `#`, `%`, `/`, `:`, `^`, `,` or `@`. */
  private *changed(value: string, op: ParameterOperation): Eff<string> {
    if (op.type === 'Remove') return removeAffix(value, op.operator, yield* this.pattern(op.operand));
    if (op.type === 'Replace') return yield* this.replace(value, op.operator, op.pattern, op.replacement);
    if (op.type === 'Slice') return yield* this.slice(value, op.offset, op.length);
    if (op.type === 'CaseModification') {
      const fits = patternToRegExp(op.operand && op.operand.text !== '' ? yield* this.pattern(op.operand) : '?');
      const change = (c: string): string =>
        !fits.test(c) ? c : op.operator.startsWith('^') ? c.toUpperCase() : c.toLowerCase();
      return [...value].map((c, i) => (op.operator.length === 2 || i === 0 ? change(c) : c)).join('');
    }
    if (op.type === 'Transform') {
      const how = yield* this.text(op.operand);
      if (how === 'Q') return `'${value.replaceAll("'", "'\\''")}'`;
      if (how === 'U') return value.toUpperCase();
      if (how === 'L') return value.toLowerCase();
      if (how === 'u') return value.slice(0, 1).toUpperCase() + value.slice(1);
    }
    return this.abort('bad substitution', 1);
  }

  private *replace(value: string, operator: '/' | '//' | '/#' | '/%', pattern: Word, replacement: Word): Eff<string> {
    const { source } = patternToRegExp(yield* this.pattern(pattern), { whole: false });
    const by = (yield* this.text(replacement)).replace(/\$/g, '$$$$');
    const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
    return value.replace(new RegExp(anchored, operator === '//' ? 'gs' : 's'), by);
  }

  private tilde(text: string): string {
    const [, name, rest = ''] = /^~([\w.+-]*)(\/.*)?$/s.exec(text) ?? [];
    if (name === undefined) return text;
    const { shell } = this;
    if (name === '') return (shell.get('HOME') ?? '/') + rest;
    if (name === '+') return shell.sys.process.cwd + rest;
    if (name === '-') return (shell.get('OLDPWD') ?? '~-') + rest;
    const home = shell.sys.process.host.users.byName(name)?.home;
    return home === undefined ? text : home + rest;
  }
}

/** Is it `$@` or `${a[@]}` (or with `*`), as many values as there are? */
/** `${#a[@]}`: how many there are. */
const isCount = (part: WordPart): boolean => part.type === 'ParameterExpansion' && part.prefix === '#';

function isList(part: WordPart, sign: '@' | '*'): boolean {
  if (part.type === 'SimpleExpansion') return part.text === `$${sign}`;
  if (part.type !== 'ParameterExpansion') return false;
  if (part.operation?.type === 'Names') return part.operation.operator === sign;
  return part.index ? part.index.text === sign : part.parameter === sign;
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
        if (!ifs.includes(char)) current = (current ?? '') + (char === '\\' ? '\\\\' : char);
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
