/** rewrite, return, break, if and set (ngx_http_rewrite_module.c): compiled to a short script per level. */
import { newLevel, type ConfContext } from '../context.ts';
import type { Condition, Directive, ScriptOp } from '../model.ts';
import { parseNumber } from '../units.ts';
import { isBuiltin, isChangeable } from '../variables.ts';
import type { Handler } from './handler.ts';

const ABSOLUTE = /^(?:http:\/\/|https:\/\/|\$scheme)/;

const returns: Handler = (cf, d, level) => {
  const [code = '', text] = d.args;
  const status = parseNumber(code);
  const add = (value: number, template: string | null): null => {
    const op: ScriptOp = {
      op: 'return',
      status: value,
      text: template === null ? null : cf.template(template),
      line: d.line,
      file: d.file,
    };
    level.script.push(op);
    return null;
  };
  if (status === null) {
    if (text !== undefined || !ABSOLUTE.test(code)) cf.fail(`invalid return code "${code}"`);
    return add(302, code);
  }
  if (status > 999) cf.fail(`invalid return code "${code}"`);
  return add(status, text ?? null);
};

const rewrite: Handler = (cf, d, level) => {
  const [pattern = '', replacement = '', flag] = d.args;
  if (replacement === '') cf.fail('empty replacement');
  const regex = cf.regex(pattern, false);
  const absolute = ABSOLUTE.test(replacement);
  if (flag !== undefined && !['last', 'break', 'redirect', 'permanent'].includes(flag))
    cf.fail(`invalid parameter "${flag}"`);
  const dropArgs = replacement.endsWith('?');
  const redirect = flag === 'permanent' ? 301 : flag === 'redirect' || absolute ? 302 : null;
  level.script.push({
    op: 'rewrite',
    regex,
    replacement: cf.template(dropArgs ? replacement.slice(0, -1) : replacement),
    redirect,
    flag: flag === 'last' || flag === 'break' ? flag : null,
    dropArgs,
    absolute,
  });
  return null;
};

const breaks: Handler = (_cf, _d, level) => {
  level.script.push({ op: 'break' });
  return null;
};

const set: Handler = (cf, d, level) => {
  const [variable = '', value = ''] = d.args;
  if (!variable.startsWith('$')) cf.fail(`invalid variable name "${variable}"`);
  const name = variable.slice(1).toLowerCase();
  if (name === '') cf.fail(`invalid variable name "${variable}"`);
  if (isBuiltin(name) && !isChangeable(name)) cf.fail(`the duplicate "${name}" variable`);
  if (!cf.variables.has(name)) cf.variables.set(name, { type: 'set' });
  level.script.push({ op: 'set', name, value: cf.template(value) });
  return null;
};

const conditional: Handler = (cf, d, level, blocks) => {
  const condition = parseCondition(cf, d);
  const inner = newLevel(level.kind === 'server' ? 'if-server' : 'if-location', level, cf.place);
  level.script.push({ op: 'if', condition, level: inner });
  blocks.level(inner);
  return null;
};

function parseCondition(cf: ConfContext, d: Directive): Condition {
  const words = [...d.args];
  const invalid = (text: string): never => cf.fail(`invalid condition "${text}"`);
  const first = words[0] ?? '';
  if (!first.startsWith('(')) invalid(first);
  if (first === '()') invalid(')');
  if (first.length === 1) words.shift();
  else words[0] = first.slice(1);
  const last = words.at(-1) ?? '';
  if (!last.endsWith(')')) invalid(last);
  if (last.length === 1) words.pop();
  else words[words.length - 1] = last.slice(0, -1);
  const [head = '', operator = '', value = ''] = words;
  if (head.length > 1 && head.startsWith('$')) {
    if (words.length !== 1 && words.length !== 3) invalid(head);
    const name = head.slice(1).toLowerCase();
    cf.used.push(name);
    if (words.length === 1) return { type: 'variable', name };
    return comparison(cf, name, operator, value);
  }
  if (/^!?-[fdex]$/.test(head)) {
    if (words.length !== 2) invalid(head);
    return {
      type: 'file',
      test: head.slice(-1) as 'f' | 'd' | 'e' | 'x',
      negative: head.startsWith('!'),
      path: cf.template(operator),
    };
  }
  return invalid(head);
}

function comparison(cf: ConfContext, name: string, operator: string, value: string): Condition {
  switch (operator) {
    case '=':
      return { type: 'equal', name, value: cf.template(value) };
    case '!=':
      return { type: 'not-equal', name, value: cf.template(value) };
    case '~':
    case '~*':
    case '!~':
    case '!~*':
      return {
        type: 'match',
        name,
        regex: cf.regex(value, operator.endsWith('*')),
        negative: operator.startsWith('!'),
      };
    default:
      return cf.fail(`unexpected "${operator}" in condition`);
  }
}

export const REWRITE_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['return', returns],
  ['rewrite', rewrite],
  ['break', breaks],
  ['set', set],
  ['if', conditional],
];
