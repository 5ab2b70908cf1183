// A mistake that nobody foresaw: a program stops in a file that the learner changed, and says why itself.
import type { RunModel } from '../projections/model.ts';
import type { Evidence } from './evidence.ts';
import type { Predicate } from './predicate.ts';

/** Python's words for a file that cannot be read or a name that is not there: never what a lesson is about. */
const PYTHON =
  /^(?:SyntaxError|IndentationError|TabError|NameError|UnboundLocalError|ImportError|ModuleNotFoundError)\b/;
/** nginx refuses its settings; a shell has no such program. */
const LOGGED = /\[emerg\] |: command not found$/;

/**
 * What a program said when it stopped in one of the files that were changed since the lesson began; null if none did, and
 * for a machine that goes on: what once went wrong there stays in its logs.
 */
export function lastWords(evidence: Evidence): string | null {
  const { files, atLesson } = evidence;
  const changed = Object.keys(files).filter((path) => files[path] !== atLesson[path]);
  if (evidence.live === true || changed.length === 0) return null;
  const names = changed.map((path) => path.slice(path.lastIndexOf('/') + 1));
  for (const model of Object.values(evidence.runs)) {
    const found = said(model).find(({ where }) => names.some((name) => where.includes(name)));
    if (found) return found.words;
  }
  return null;
}

const said = (model: RunModel): readonly { readonly words: string; readonly where: string }[] =>
  [
    ...model.pythonErrors.map(({ error, message, file }) => ({ words: `${error}: ${message}`, where: file })),
    ...model.requests.flatMap(({ calls }) =>
      calls.flatMap(({ raised }) => (raised ? [{ words: raised.error, where: raised.traceback }] : [])),
    ),
  ]
    .filter(({ words }) => PYTHON.test(words))
    .concat(model.logs.filter(({ text }) => LOGGED.test(text)).map(({ text }) => ({ words: text, where: text })));

/**
 * Does this quote what a program said? What reads the outcome alone would give a program that never got so far a reason
 * that is not its own.
 */
export function namesCause(when: Predicate): boolean {
  if (when.kind === 'all' || when.kind === 'any') return when.of.some(namesCause);
  return when.kind === 'complaint';
}
