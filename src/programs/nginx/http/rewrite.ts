/** Runs the directives of the rewrite module at a level (ngx_http_rewrite_handler): set, if, rewrite, break, return. */
import type { Condition, Level, Regex, ScriptOp } from '../conf/model.ts';
import type { Template } from '../conf/template.ts';
import { parseSize } from '../conf/units.ts';
import { escapeArgs, escapeUri } from './uri.ts';
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

/** What the script tells: the learner what happened, and `rewrite_log` what nginx itself would say. */
export interface Telling {
  note(text: string): void;
  log(text: string): void;
  /** What nginx complains of. */
  error(text: string): void;
}

interface Run {
  readonly r: Req;
  readonly variables: Variables;
  readonly files: FileTests;
  readonly tell: Telling;
  relocate: boolean;
}

export function runScript(level: Level, r: Req, variables: Variables, files: FileTests, tell: Telling): ScriptResult {
  const run: Run = { r, variables, files, tell, relocate: false };
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
        else if (op.name === 'limit_rate') setRate(r, value, run.tell);
        else r.setVariable(op.name, value);
        break;
      }
      case 'break':
        return { type: 'go-on', relocate: false };
      case 'return':
        return returned(op, run);
      case 'if': {
        const yes = holds(op.condition, run);
        run.tell.note(`if (${conditionText(op.condition)}): ${yes ? 'yes' : 'no'}`);
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

function setRate(r: Req, value: string, tell: Telling): void {
  const rate = parseSize(value);
  if (rate === null) tell.error(`invalid $limit_rate "${value}"`);
  else r.rate = rate;
}

function returned(op: Extract<ScriptOp, { op: 'return' }>, { r, variables }: Run): ScriptResult {
  // An empty text is as good as none where there is a page for it.
  if (op.text === null || (op.text.source === '' && op.status >= 400)) return { type: 'status', status: op.status };
  // Known before the text is put together, so that the text can say it (ngx_http_send_response).
  r.status = op.status;
  const text = variables.text(op.text, r);
  const redirects = [301, 302, 303, 307, 308].includes(op.status);
  return redirects
    ? { type: 'redirect', status: op.status, location: text }
    : { type: 'text', status: op.status, text };
}

function rewritten(op: Extract<ScriptOp, { op: 'rewrite' }>, run: Run): ScriptResult | null {
  const { r, tell } = run;
  const match = matched(op.regex, r.uri, run);
  if (match === null) return null;
  capture(r, match);
  // From now on it is another request than the client's (ngx_http_script_regex_start_code).
  r.internal = true;
  const { path, args } = replace(op.replacement, run, op.redirect !== null);
  const whole = args === null ? path : `${path}?${args}`;
  tell.note(`rewrite ${op.regex.source}: ${r.uri} becomes ${whole}`);
  if (op.redirect !== null) {
    const kept = op.dropArgs || r.args === '' ? '' : `${args === null ? '?' : '&'}${r.args}`;
    const location = `${unescapeRedirect(path)}${args === null ? '' : `?${args}`}${kept}`;
    tell.log(`rewritten redirect: "${location}"`);
    return { type: 'redirect', status: op.redirect, location };
  }
  if (args !== null) r.args = op.dropArgs || r.args === '' ? args : `${args}&${r.args}`;
  else if (op.dropArgs) r.args = '';
  tell.log(`rewritten data: "${path}", args: "${r.args}"`);
  r.setUri(path);
  run.relocate = op.flag !== 'break';
  // The location's text is no longer the beginning of the path that proxy_pass would replace.
  if (op.flag === 'break') r.validLocation = false;
  return op.flag === null ? null : { type: 'go-on', relocate: run.relocate };
}

function matched(regex: Regex, text: string, { tell }: Run): RegExpExecArray | null {
  const match = regex.regexp.exec(text);
  tell.log(`"${regex.source}" ${match === null ? 'does not match' : 'matches'} "${text}"`);
  return match;
}

interface Replaced {
  readonly path: string;
  /** What follows a `?` that stands in the configuration itself; one that comes out of a variable is part of the path. */
  readonly args: string | null;
}

/** In a redirect the captured parts of the path are escaped again; after a `?` captures are arguments. */
function replace(template: Template, { r, variables }: Run, redirect: boolean): Replaced {
  let path = '';
  let args: string | null = null;
  const add = (text: string): void => {
    if (args === null) path += text;
    else args += text;
  };
  for (const part of template.parts) {
    if (part.type === 'text') {
      const question = args === null ? part.text.indexOf('?') : -1;
      add(question < 0 ? part.text : part.text.slice(0, question));
      if (question >= 0) args = part.text.slice(question + 1);
    } else if (part.type === 'variable') add(variables.get(part.name, r));
    else {
      const value = r.captures[part.index] ?? '';
      add(args !== null ? escapeArgs(value) : redirect && r.quoted ? escapeUri(value) : value);
    }
  }
  return { path, args };
}

/** NGX_UNESCAPE_REDIRECT: of what the configuration has escaped, characters above `%` are shown as they are. */
const unescapeRedirect = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (all, hex: string) => {
    const code = parseInt(hex, 16);
    return code > 0x25 && code < 0x7f ? String.fromCharCode(code) : all;
  });

function holds(c: Condition, run: Run): boolean {
  const { r, variables, files } = run;
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
      const match = matched(c.regex, variables.get(c.name, r), run);
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
