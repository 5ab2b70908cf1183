/** Header lines (RFC 9112 section 5), by the rules of a dialect. */
import type { HeaderRules } from './dialect.ts';
import { shortestPrefix } from './head-buffer.ts';
import type { Header, HttpFault } from './types.ts';

export interface HeaderSink {
  readonly headers: Header[];
  readonly dropped: string[];
  count: number;
}

export const headerSink = (): HeaderSink => ({ headers: [], dropped: [], count: 0 });

/** The fault that is already certain of a header line still arriving. */
export function eagerFault(partial: string, rules: HeaderRules): HttpFault | null {
  const eager = rules.eager;
  if (eager === null || partial === '' || !eager.test(partial)) return null;
  return { kind: 'bad-header-line', text: shortestPrefix(partial, (p) => eager.test(p)) };
}

/** Take one whole line into the sink, or say what is wrong with it. */
export function takeHeader(line: string, rules: HeaderRules, into: HeaderSink): HttpFault | null {
  const early = rules.eager === null ? null : eagerFault(line.endsWith('\r') ? line.replace(/\r+$/, '') : line, rules);
  if (early !== null) return early;
  const folded = line.startsWith(' ') || line.startsWith('\t');
  if (folded && (into.count > 0 || rules.folding === 'join')) return continued(line, rules, into);
  into.count++;
  const colon = line.indexOf(':');
  if (colon < 0 && rules.noColon === 'refuse') return { kind: 'bad-header-line', text: line };
  if (colon === 0) return { kind: 'bad-header-line', text: line };
  const before = colon < 0 ? line : line.slice(0, colon);
  const name = rules.spacedNames === true ? before.replace(/[ \t]+$/, '') : before;
  const value = colon < 0 ? '' : trim(line.slice(colon + 1), rules);
  const judged = rules.name(name);
  switch (judged.type) {
    case 'fault':
      return { kind: judged.kind, text: name };
    case 'drop':
      into.dropped.push(name);
      return null;
    case 'ok':
      if (rules.badValue.test(value))
        return { kind: 'bad-header-value', text: rules.valueFaultQuotes === 'line' ? line : name };
      into.headers.push({ name, value });
      return null;
  }
}

/** A line that goes on the one before (RFC 9112 section 5.2). */
function continued(line: string, rules: HeaderRules, into: HeaderSink): HttpFault | null {
  const before = into.headers.pop();
  if (rules.folding === 'refuse' || before === undefined)
    return { kind: 'obsolete-folding', text: before?.name ?? line };
  const value = `${before.value} ${trim(line, rules)}`.trim();
  if (rules.badValue.test(value)) return { kind: 'bad-header-value', text: before.name };
  into.headers.push({ name: before.name, value });
  return null;
}

function trim(text: string, rules: HeaderRules): string {
  const tabs = rules.trim !== 'spaces';
  const blank = (i: number): boolean => text.charCodeAt(i) === 32 || (tabs && text.charCodeAt(i) === 9);
  let from = 0;
  let to = text.length;
  while (from < to && blank(from)) from++;
  while (to > from && blank(to - 1)) to--;
  return text.slice(from, to);
}
