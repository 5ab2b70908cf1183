/** Unit files (systemd.syntax(7), systemd.service(5), systemd.unit(5), version 252): what is valid, and yet not meant. */
import { DIRECTIVES } from '../../programs/systemd/table/index.ts';
import { onLine, type Slip } from '../model.ts';
import { commandSlips } from './command.ts';
import { nearest, slip } from './make.ts';

interface Entry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
  readonly raw: string;
  /** Column of the value, from 0. */
  readonly from: number;
}

const SECTIONS = ['Unit', 'Service', 'Socket', 'Timer', 'Path', 'Install'];
const KEYS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  SECTIONS.map((section) => [
    section,
    new Set(DIRECTIVES.filter((one) => one.section === section).map((one) => one.key)),
  ]),
);
/** Values where quotes mean something: words are cut there as a shell would. */
const QUOTING = /^(?:Exec|Environment|PassEnvironment|UnsetEnvironment|Condition|Assert|Description)/;

function entriesOf(lines: readonly string[]): Entry[] {
  let section = '';
  let open = false;
  return lines.flatMap((raw, i) => {
    const inside = open;
    open = /\\\s*$/.test(raw) && !/^\s*[#;]/.test(raw);
    section = /^\s*\[([^\]]*)\]/.exec(raw)?.[1] ?? section;
    const match = inside || /^\s*[#;[]/.test(raw) ? null : /^(\s*([^=\s]+)\s*=\s*)(.*)$/.exec(raw);
    if (match === null) return [];
    const [, before = '', key = '', value = ''] = match;
    return [{ section, key, value, line: i + 1, raw, from: before.length }];
  });
}

function sectionSlips(lines: readonly string[]): Slip[] {
  return lines.flatMap((raw, i) => {
    const name = /^\s*\[([^\]]+)\]/.exec(raw)?.[1];
    if (name === undefined || SECTIONS.includes(name) || name.startsWith('X-')) return [];
    const meant = SECTIONS.find((one) => one.toLowerCase() === name.trim().toLowerCase()) ?? nearest(name, SECTIONS);
    if (meant === null) return [];
    const at = raw.indexOf(name);
    return [
      slip(
        'unit-section',
        'error',
        { line: i + 1, from: at, to: at + name.length },
        [
          `The name of the section has to be exactly [${meant}]. What is in [${name}] is passed over.`,
          `區段名稱要一字不差：[${meant}]。寫在 [${name}] 裡的設定會被略過。`,
        ],
        { title: [`Write [${meant}]`, `改成 [${meant}]`], edits: [onLine(i + 1, at + 1, at + name.length + 1, meant)] },
      ),
    ];
  });
}

function keySlip({ section, key, line, raw }: Entry): Slip | null {
  const known = KEYS.get(section);
  if (known === undefined || known.has(key) || key.startsWith('X-')) return null;
  const at = raw.indexOf(key);
  const place = { line, from: at, to: at + key.length };
  const home = SECTIONS.find((one) => KEYS.get(one)?.has(key));
  if (home !== undefined)
    return slip('unit-home', 'error', place, [
      `${key}= belongs in [${home}]; in [${section}] it is passed over.`,
      `${key}= 要放在 [${home}]；放在 [${section}] 會被略過。`,
    ]);
  const meant = [...known].find((one) => one.toLowerCase() === key.toLowerCase()) ?? nearest(key, known);
  if (meant === null) return null;
  return slip(
    'unit-key',
    'error',
    place,
    [
      `[${section}] knows no ${key}=; the line is passed over. ${meant}= exists.`,
      `[${section}] 裡沒有 ${key}=，這一行會被略過。有的是 ${meant}=。`,
    ],
    {
      title: [`Rename to ${meant}=`, `改名為 ${meant}=`],
      edits: [onLine(line, at + 1, at + key.length + 1, meant)],
    },
  );
}

function commentSlip({ key, value, line, raw, from }: Entry): Slip | null {
  const match = /\s+[#;](?=\s|\S*\s)\s*(.*)$/.exec(value);
  // A command may well hold a number sign; a comment looks like prose behind a space.
  if (match === null || (key.startsWith('Exec') && !/\s#\s/.test(value))) return null;
  const at = from + match.index;
  return slip(
    'unit-comment',
    'error',
    { line, from: at, to: raw.length },
    [
      'A unit file has no comments behind a value: all of this is part of it. A comment needs a line of its own.',
      'unit 檔的值後面不能加註解：這整段都會變成值的一部分。註解要自己占一行。',
    ],
    {
      title: ['Move the comment above', '把註解移到上一行'],
      edits: [onLine(line, 1, 1, `# ${(match[1] ?? '').trim()}\n`), onLine(line, at + 1, raw.length + 1, '')],
    },
  );
}

function quoteSlip({ key, value, line, from }: Entry): Slip | null {
  const match = /^(["'])(.*)\1\s*$/.exec(value);
  if (match === null || QUOTING.test(key)) return null;
  return slip(
    'unit-quotes',
    'error',
    { line, from, to: from + value.trimEnd().length },
    [
      `The quotation marks would be part of the value: ${key}= takes it as it stands.`,
      `引號會變成值的一部分：${key}= 會照字面接受。`,
    ],
    {
      title: ['Take the quotes away', '拿掉引號'],
      edits: [onLine(line, from + 1, from + value.trimEnd().length + 1, match[2] ?? '')],
    },
  );
}

function userSlip({ key, value, line, from }: Entry): Slip | null {
  const name = value.trim();
  if ((key !== 'User' && key !== 'Group') || name === name.toLowerCase() || !/^\w[\w-]*$/.test(name)) return null;
  return slip(
    'unit-user',
    'warning',
    { line, from, to: from + name.length },
    [
      'Names of users and groups are case-sensitive; nearly all of them are in small letters. An unknown one ends with 217/USER.',
      '使用者與群組名稱區分大小寫，幾乎都是小寫。找不到時以 217/USER 收場。',
    ],
    {
      title: [`Write ${name.toLowerCase()}`, `改成 ${name.toLowerCase()}`],
      edits: [onLine(line, from + 1, from + name.length + 1, name.toLowerCase())],
    },
  );
}

function execSlips(entry: Entry, all: readonly Entry[]): Slip[] {
  const { key, value, line, from, raw } = entry;
  if (!key.startsWith('Exec') || value.trim() === '') return [];
  const found: Slip[] = [];
  const prefix = /^[@\-:+!]*/.exec(value)?.[0].length ?? 0;
  const program = /^\S+/.exec(value.slice(prefix))?.[0] ?? '';
  const at = from + prefix;
  const place = { line, from: at, to: at + program.length };
  const home = all.find((one) => one.key === 'WorkingDirectory')?.value.trim() ?? '';
  if (program.includes('/') && !program.startsWith('/')) {
    const full =
      home.startsWith('/') && !program.startsWith('~')
        ? `${home.replace(/\/$/, '')}/${program.replace(/^\.\//, '')}`
        : null;
    found.push(
      slip(
        'unit-relative',
        'error',
        place,
        [
          'The program needs its whole path, from / on. WorkingDirectory= does not count here, ~ and $HOME neither.',
          '程式要寫從 / 開始的完整路徑。WorkingDirectory= 在這裡不算數，~ 與 $HOME 也不行。',
        ],
        full === null
          ? undefined
          : { title: [`Write ${full}`, `改成 ${full}`], edits: [onLine(line, at + 1, at + program.length + 1, full)] },
      ),
    );
  }
  const shell = /\s(&&|\|\||[|>]|2>&1)(?=\s|$)/.exec(value);
  if ((shell !== null || program === 'cd') && !/(?:^|\/)(?:ba|da)?sh$/.test(program)) {
    const start = shell === null ? at : from + shell.index + 1;
    found.push(
      slip('unit-shell', 'error', { line, from: start, to: start + (shell?.[1]?.length ?? program.length) }, [
        'No shell reads this line: && | > and cd are handed to the program as words. Use WorkingDirectory=, or /bin/sh -c "…".',
        '這一行不會經過 shell：&&、|、>、cd 都會被當成參數交給程式。請用 WorkingDirectory=，或 /bin/sh -c "…"。',
      ]),
    );
  }
  if (/(?:^|\/)gunicorn$/.test(program)) {
    found.push(...commandSlips(raw.replace(/\\\s*$/, ''), at + program.length, line));
    const daemon = /\s(-D|--daemon)(?=\s|$)/.exec(value);
    if (daemon !== null)
      found.push(
        slip(
          'unit-daemon',
          'warning',
          { line, from: from + daemon.index + 1, to: from + daemon.index + daemon[0].length },
          [
            'systemd watches the process that it starts. With --daemon that one ends at once, and the service counts as dead.',
            'systemd 看顧的是它啟動的那個行程。加了 --daemon 它會立刻結束，服務就被當成已停止。',
          ],
          {
            title: ['Take it away', '拿掉它'],
            edits: [onLine(line, from + daemon.index + 1, from + daemon.index + daemon[0].length + 1, '')],
          },
        ),
      );
  }
  return found;
}

function installSlip(path: string, lines: readonly string[], all: readonly Entry[]): Slip[] {
  const enables = all.some((one) => ['WantedBy', 'RequiredBy', 'Also', 'Alias'].includes(one.key));
  if (!path.endsWith('.service') || enables || !all.some((one) => one.key === 'ExecStart')) return [];
  const last = lines.length;
  const end = (lines[last - 1]?.length ?? 0) + 1;
  const header = lines.findIndex((line) => /^\s*\[Install\]/.test(line));
  const text = header >= 0 ? '\nWantedBy=multi-user.target' : '\n[Install]\nWantedBy=multi-user.target\n';
  const at = header >= 0 ? header + 1 : last;
  const column = header >= 0 ? (lines[header]?.length ?? 0) + 1 : end;
  return [
    slip(
      'unit-install',
      'warning',
      { line: at, from: 0, to: Math.max(1, (lines[at - 1] ?? '').length) },
      [
        'Without WantedBy= there is nothing to enable: the service will not start with the machine.',
        '沒有 WantedBy= 就沒有東西可以 enable：開機時這個服務不會啟動。',
      ],
      {
        title: ['Add WantedBy=multi-user.target', '加上 WantedBy=multi-user.target'],
        edits: [onLine(at, column, column, text)],
      },
    ),
  ];
}

export function unitSlips(path: string, text: string): Slip[] {
  const lines = text.split('\n');
  const all = entriesOf(lines);
  return [
    ...sectionSlips(lines),
    ...all.flatMap((entry) => [
      ...[keySlip(entry), commentSlip(entry), quoteSlip(entry), userSlip(entry)].filter((one) => one !== null),
      ...execSlips(entry, all),
    ]),
    ...installSlip(path, lines, all),
  ];
}
