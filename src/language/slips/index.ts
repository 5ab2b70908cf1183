import { kindOf, type Project, type Slip } from '../model.ts';
import { codeLines } from '../nginx-lines.ts';
import { pythonFunctions, pythonLines } from '../python-lines.ts';
import { characterSlips } from './characters.ts';
import { gunicornSlips } from './gunicorn-conf.ts';
import { interfaceSlips } from './interface.ts';
import { nginxSlips } from './nginx.ts';
import { answerSlips } from './python-answer.ts';
import { blockingSlips, missingAwaitSlips } from './python-async.ts';
import { mainSlips } from './python-main.ts';
import { unitSlips } from './unit.ts';

/** A file longer than this is not what a lesson is about. */
const MOST_CHARACTERS = 200_000;

function pythonSlips(project: Project, path: string, text: string): Slip[] {
  const lines = pythonLines(text);
  const functions = pythonFunctions(lines);
  return [
    ...mainSlips(lines, functions, project.servers.length > 0),
    ...blockingSlips(lines, functions),
    ...missingAwaitSlips(lines, functions),
    ...answerSlips(lines, functions),
    ...interfaceSlips(project, path),
    ...characterSlips(lines.map((line) => line.code)),
  ];
}

const WEIGHT: Readonly<Record<Slip['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** What in this file is, or will turn out to be, a mistake: by line, the gravest first. Never throws. */
export function slipsOf(project: Project, path: string): readonly Slip[] {
  const text = project.files[path] ?? '';
  if (text.length > MOST_CHARACTERS) return [];
  const found = ((): Slip[] => {
    switch (kindOf(path)) {
      case 'python':
        return pythonSlips(project, path, text);
      case 'gunicorn':
        return [...gunicornSlips(text), ...characterSlips(pythonLines(text).map((line) => line.code))];
      case 'nginx':
        return [...nginxSlips(text), ...characterSlips(codeLines(text).map(unquoted))];
      case 'unit':
        return [...unitSlips(path, text), ...characterSlips(text.split('\n').map(unitCode))];
      case 'text':
        return [];
    }
  })();
  return found.sort((a, b) => a.line - b.line || WEIGHT[a.severity] - WEIGHT[b.severity] || a.column - b.column);
}

const unquoted = (line: string): string =>
  line.replace(/"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?/g, (text) => ' '.repeat(text.length));

/** Prose is free in comments and descriptions. */
const unitCode = (line: string): string => (/^\s*(?:[#;]|Description\s*=)/.test(line) ? ' '.repeat(line.length) : line);
