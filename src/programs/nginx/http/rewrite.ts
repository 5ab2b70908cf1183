/** Runs the directives of the rewrite module at a level (ngx_http_rewrite_handler): set, if, rewrite, break, return. */
import type { Condition, Level, ScriptOp } from '../conf/model.ts';
import { evaluate, type Template } from '../conf/template.ts';
import { escapeArgs, escapeUri, unescapeUri } from './uri.ts';
import type { Req } from './request.ts';
import { capture, type Variables } from './variables.ts';

export type ScriptResult =
  /** Go on with the next phase; `relocate` when the URI has changed and a location must be found anew. */
  | { readonly type: 'go-on'; readonly relocate: boolean }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'text'; readonly status: number; readonly text: string }
  | { readonly type: 'redirect'; readonly status: number; readonly location: string };

export interface FileTests {
  test(path: string, what: 'f' | 'd' | 'e' | 'x'): boolean;
}

interface Run {
  readonly r: Req;
  readonly variables: Variables;
  readonly files: FileTests;
  readonly note: (text: string) => void;
  relocate: boolean;
}

export function runScript(
  level: Level,
  r: Req,
  variables: Variables,
  files: FileTests,
  note: (text: string) => void,
): ScriptResult {
  const run: Run = { r, variables, files, note, relocate: false };
  return runOps(level.script, run) ?? { type: 'go-on', relocate: run.relocate };
}

/** Null: ran to its end or to a break. */
function runOps(ops: readonly ScriptOp[], run: Run): ScriptResult | null {
  const { r, variables } = run;
  for (const op of ops) {
    switch (op.op) {
      case 'set': {
        const value = variables.text(op.value, r);
        if (op.name === 'args') r.args = value;
        else r.variables.set(op.name, value);
        break;
      }
      case 'break':
        return { type: 'go-on', relocate: false };
      case 'return':
        return returned(op, run);
      case 'if': {
        const yes = holds(op.condition, run);
        run.note(`if (${conditionText(op.condition)}): ${yes ? 'yes' : 'no'}`);
        if (!yes) break;
        r.level = op.level;
        const inner = runOps(op.level.script, run);
        if (inner !== null) return inner;
        break;
      }
      case 'rewrite': {
        const done = rewritten(op, run);
        if (done !== null) return done;
        break;
      }
    }
  }
  return null;
}

function returned(op: Extract<ScriptOp, { op: 'return' }>, { r, variables }: Run): ScriptResult {
  if (op.text === null) return { type: 'status', status: op.status };
  // Known before the text is put together, so that the text can say it (ngx_http_send_response).
  r.status = op.status;
  const text = variables.text(op.text, r);
  const redirects = [301, 302, 303, 307, 308].includes(op.status);
  return redirects
    ? { type: 'redirect', status: op.status, location: text }
    : { type: 'text', status: op.status, text };
}

function rewritten(op: Extract<ScriptOp, { op: 'rewrite' }>, run: Run): ScriptResult | null {
  const { r } = run;
  const match = op.regex.regexp.exec(r.uri);
  if (match === null) return null;
  capture(r, match);
  const target = replace(op.replacement, run, op.redirect !== null);
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  let args = question < 0 ? '' : target.slice(question + 1);
  if (!op.dropArgs && r.args !== '') args = args === '' ? r.args : `${args}&${r.args}`;
  run.note(`rewrite ${op.regex.source}: ${r.uri} becomes ${target}`);
  if (op.redirect !== null)
    return { type: 'redirect', status: op.redirect, location: args === '' ? path : `${path}?${args}` };
  r.setUri(unescapeUri(path) === path ? path : unescapeUri(path));
  r.args = args;
  run.relocate = op.flag !== 'break';
  return op.flag === null ? null : { type: 'go-on', relocate: run.relocate };
}

/** In a redirect the captured parts of the path are escaped again; after a `?` captures are arguments. */
function replace(template: Template, { r, variables }: Run, redirect: boolean): string {
  let seenQuestion = false;
  let out = '';
  for (const part of template.parts) {
    const piece = evaluate(
      { source: '', parts: [part] },
      (name) => variables.get(name, r),
      (i) => {
        const value = r.captures[i] ?? '';
        return seenQuestion ? escapeArgs(value) : redirect && r.quoted ? escapeUri(value) : value;
      },
    );
    if (part.type === 'text' && part.text.includes('?')) seenQuestion = true;
    out += piece;
  }
  return out;
}

function holds(c: Condition, { r, variables, files }: Run): boolean {
  switch (c.type) {
    case 'variable': {
      const value = variables.get(c.name, r);
      return value !== '' && value !== '0';
    }
    case 'equal':
      return variables.get(c.name, r) === variables.text(c.value, r);
    case 'not-equal':
      return variables.get(c.name, r) !== variables.text(c.value, r);
    case 'match': {
      const match = c.regex.regexp.exec(variables.get(c.name, r));
      if (match !== null) capture(r, match);
      return (match !== null) !== c.negative;
    }
    case 'file':
      return files.test(variables.text(c.path, r), c.test) !== c.negative;
  }
}

function conditionText(c: Condition): string {
  switch (c.type) {
    case 'variable':
      return `$${c.name}`;
    case 'equal':
      return `$${c.name} = ${c.value.source}`;
    case 'not-equal':
      return `$${c.name} != ${c.value.source}`;
    case 'match':
      return `$${c.name} ${c.negative ? '!' : ''}~${c.regex.caseless ? '*' : ''} ${c.regex.source}`;
    case 'file':
      return `${c.negative ? '!' : ''}-${c.test} ${c.path.source}`;
  }
}
