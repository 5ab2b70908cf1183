/**
 * What blocks an event loop, and what was forgotten to be awaited (asyncio documentation, "Developing with asyncio";
 * ASGI 3.0: `send` and `receive` are coroutines).
 */
import { onLine, type Slip, type TextEdit } from '../model.ts';
import { closingOf, functionAt, type PythonFunction, type PythonLine } from '../python-lines.ts';
import { slip } from './make.ts';

/** Calls that wait with the whole thread; `sure`: to_thread can always take their place. */
const BLOCKING: readonly { readonly call: RegExp; readonly sure: boolean }[] = [
  { call: /(?<![\w.])time\.sleep\(/, sure: true },
  { call: /(?<![\w.])requests\.(?:get|post|put|patch|delete|head|options|request)\(/, sure: true },
  { call: /(?<![\w.])urllib\.request\.urlopen\(/, sure: true },
  { call: /(?<![\w.])subprocess\.(?:run|call|check_call|check_output)\(/, sure: true },
  { call: /(?<![\w.])os\.system\(/, sure: true },
  { call: /(?<![\w.])input\(/, sure: false },
  { call: /(?<![\w.])open\(/, sure: false },
];

const hasImport = (lines: readonly PythonLine[], name: string): boolean =>
  lines.some((line) => new RegExp(String.raw`^\s*import\s+(?:.*,\s*)?${name}\b`).test(line.code));

/** Where a further import goes: before the first one, or at the top. */
function addImport(lines: readonly PythonLine[], name: string): TextEdit[] {
  if (hasImport(lines, name)) return [];
  const first = lines.find((line) => /^(?:import|from)\s/.test(line.code) && !line.raw.includes('__future__'));
  return [onLine(first?.number ?? 1, 1, 1, `import ${name}\n`)];
}

function blockingFix(
  lines: readonly PythonLine[],
  line: PythonLine,
  at: number,
  name: string,
): { readonly title: readonly [string, string]; readonly edits: readonly TextEdit[] } | undefined {
  const open = at + name.length;
  const end = closingOf(line.code, open);
  if (end < 0) return undefined;
  const args = line.raw.slice(open + 1, end - 1);
  const sleep = name === 'time.sleep' || name === 'sleep';
  const plain = sleep
    ? `await asyncio.sleep(${args})`
    : `await asyncio.to_thread(${[name, args].filter(Boolean).join(', ')})`;
  const used = /^[.[]/.test(line.code.slice(end).trimStart());
  return {
    title: sleep
      ? ['Use await asyncio.sleep()', '改用 await asyncio.sleep()']
      : ['Wait in a thread: await asyncio.to_thread()', '到執行緒裡等：await asyncio.to_thread()'],
    edits: [...addImport(lines, 'asyncio'), onLine(line.number, at + 1, end + 1, used ? `(${plain})` : plain)],
  };
}

export function blockingSlips(lines: readonly PythonLine[], functions: readonly PythonFunction[]): Slip[] {
  const bare = lines.some((line) => /^\s*from\s+time\s+import\s+.*\bsleep\b/.test(line.code));
  const kinds = bare ? [...BLOCKING, { call: /(?<![\w.])sleep\(/, sure: true }] : BLOCKING;
  return lines.flatMap((line) => {
    if (functionAt(functions, line.number)?.async !== true) return [];
    return kinds.flatMap(({ call, sure }) => {
      const match = call.exec(line.code);
      if (match === null) return [];
      const name = match[0].slice(0, -1);
      const fix = sure ? blockingFix(lines, line, match.index, name) : undefined;
      return [
        slip(
          'blocking-in-async',
          name === 'open' ? 'info' : 'warning',
          { line: line.number, from: match.index, to: match.index + name.length },
          name === 'open'
            ? [
                'open() waits with the whole event loop. For a small local file that is short; for a large or a remote one it is not.',
                'open() 會讓整個事件迴圈一起等。本機小檔案只是一瞬間，大檔案或網路磁碟就不是了。',
              ]
            : [
                `${name}() holds the whole event loop: until it returns, no other request of this worker moves.`,
                `${name}() 會卡住整個事件迴圈：它回來之前，這個 worker 的其他請求都動不了。`,
              ],
          fix,
        ),
      ];
    });
  });
}

const await_ = (line: PythonLine, at: number): { title: readonly [string, string]; edits: TextEdit[] } => ({
  title: ['Add await', '加上 await'],
  edits: [onLine(line.number, at + 1, at + 1, 'await ')],
});

export function missingAwaitSlips(lines: readonly PythonLine[], functions: readonly PythonFunction[]): Slip[] {
  const own = functions.filter((one) => one.async && one.indent === 0).map((one) => one.name);
  return lines.flatMap((line) => {
    const within = functionAt(functions, line.number);
    if (within?.async !== true || line.continued) return [];
    const channels = ['send', 'receive'].filter((name) => within.params.includes(name));
    const always = ['asyncio.sleep', 'asyncio.to_thread', 'asyncio.wait_for', ...channels];
    const match = /^\s*(?:[\w.]+\s*=\s*)?([A-Za-z_][\w.]*)\(/.exec(line.code);
    const name = match?.[1] ?? '';
    const assigned = match !== null && match[0].includes('=');
    if (!always.includes(name) && (assigned || !own.includes(name))) return [];
    const at = line.code.indexOf(`${name}(`);
    return [
      slip(
        'missing-await',
        'error',
        { line: line.number, from: at, to: at + name.length },
        [
          `${name}() only makes a coroutine. Without await nothing in it happens.`,
          `${name}() 只是建立協程；少了 await，裡面什麼都不會發生。`,
        ],
        await_(line, at),
      ),
    ];
  });
}
