/**
 * `if __name__ == "__main__":` and what is told of it. Under gunicorn and uvicorn the file is imported, so `__name__` is
 * the module's name (Python reference, "__main__"; measured with gunicorn 26).
 */
import { onLine, type Slip } from '../model.ts';
import type { PythonFunction, PythonLine } from '../python-lines.ts';
import { slip } from './make.ts';

const GUARD = 'if __name__ == "__main__":';
const RIGHT = /^if\s*\(?\s*(?:__name__\s*==\s*(["'])__main__\1|(["'])__main__\2\s*==\s*__name__)\s*\)?\s*:/;
/** An `if` that compares something like a name with something like main. */
const MEANT = /^if\s*\(?[\s_*]*name[\s_*]*={1,2}\s*["'“”‘’]?[\s_*]*main[\s_*]*["'“”‘’]?\s*\)?\s*[:：]?(?=\s*(?:#|$))/i;
const RUN = /^(\w+)\.run\(|^uvicorn\.run\(/;

const isCode = (line: PythonLine): boolean => line.code.trim() !== '';

function guardSlip(line: PythonLine): Slip | null {
  const text = line.raw.trim();
  const match = MEANT.exec(text);
  if (match === null || RIGHT.test(text)) return null;
  return slip(
    'main-guard',
    'error',
    { line: line.number, from: line.indent, to: line.indent + match[0].length },
    [
      'Two underscores on either side: __name__ and "__main__". Markdown eats them, or makes ** of them; written like this it is never true.',
      '前後各兩個底線：__name__ 與 "__main__"。Markdown 會吃掉底線或把它變成 **；這樣寫永遠不成立。',
    ],
    {
      title: [`Write ${GUARD}`, `改成 ${GUARD}`],
      edits: [onLine(line.number, line.indent + 1, line.indent + 1 + match[0].length, GUARD)],
    },
  );
}

const inside = (functions: readonly PythonFunction[], line: number): boolean =>
  functions.some((one) => one.line < line && line <= one.end);

function runSlip(line: PythonLine, before: PythonLine | undefined): Slip {
  const place = { line: line.number, from: line.indent, to: line.raw.trimEnd().length };
  const underGuard = before !== undefined && /^if\b.*name/.test(before.raw.trim());
  if (underGuard)
    return slip(
      'unindented-run',
      'error',
      place,
      [
        'This line belongs under the if above it: it needs four spaces in front.',
        '這一行屬於上面的 if，前面要有四個空白。',
      ],
      { title: ['Indent the line', '縮排這一行'], edits: [onLine(line.number, 1, 1 + line.indent, '    ')] },
    );
  return slip(
    'unguarded-run',
    'warning',
    place,
    [
      'Whoever imports this file starts a second server here, and gunicorn imports it: the worker never gets to its requests.',
      '只要有人 import 這個檔案，這裡就會再開一個伺服器。gunicorn 正是用 import 載入它，於是 worker 輪不到處理請求。',
    ],
    {
      title: ['Put it under if __name__ == "__main__":', '放到 if __name__ == "__main__": 底下'],
      edits: [onLine(line.number, 1, 1, `${GUARD}\n    `)],
    },
  );
}

export function mainSlips(lines: readonly PythonLine[], functions: readonly PythonFunction[], served: boolean): Slip[] {
  const found: Slip[] = [];
  const code = lines.filter((line) => isCode(line) && !line.continued);
  code.forEach((line, i) => {
    const guard = guardSlip(line);
    if (guard !== null) found.push(guard);
    const run = RUN.test(line.code.trim());
    if (run && line.indent === 0 && !inside(functions, line.number)) found.push(runSlip(line, code[i - 1]));
    if (served && run && line.indent > 0 && RIGHT.test(code[i - 1]?.raw.trim() ?? ''))
      found.push(
        slip('main-never-runs', 'info', { line: line.number, from: line.indent, to: line.raw.trimEnd().length }, [
          'Under a server this never runs: the file is imported there, and __name__ is the module’s name.',
          '交給伺服器執行時不會跑到這裡：檔案是被 import 的，__name__ 是模組的名字。',
        ]),
      );
  });
  return found;
}
