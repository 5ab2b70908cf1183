/** gunicorn.conf.py: settings that are none, values that gunicorn 26.2 refuses (in its own words), and known slips. */
import { SETTING } from '../../programs/gunicorn/settings/index.ts';
import { validate, type Facts } from '../../programs/gunicorn/settings/validators.ts';
import { isList, PyError, str } from '../../programs/gunicorn/value.ts';
import { parseAddress } from '../../programs/gunicorn/address.ts';
import { assignments, type Assignment } from '../gunicorn-line.ts';
import { onLine, type Slip } from '../model.ts';
import { pythonLines } from '../python-lines.ts';
import { nearest, slip } from './make.ts';

/** Users, groups and files are the machine's matter: here every one of them exists. */
const TRUSTING: Facts = {
  uid: 0,
  gid: 0,
  userId: () => 0,
  groupId: () => 0,
  exists: () => true,
  warn: () => undefined,
  absolute: (path) => path,
};

/** What people write for settings of another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  log_level: 'loglevel',
  access_log: 'accesslog',
  access_logfile: 'accesslog',
  error_log: 'errorlog',
  error_logfile: 'errorlog',
  log_file: 'errorlog',
  preload: 'preload_app',
  env: 'raw_env',
  pid: 'pidfile',
  keep_alive: 'keepalive',
  worker: 'workers',
  thread: 'threads',
  log_config: 'logconfig',
};

function unknownSlip({ name, line }: Assignment): Slip | null {
  if (SETTING.has(name) || name.startsWith('_') || name !== name.toLowerCase()) return null;
  const meant = OTHER_NAMES[name] ?? nearest(name, SETTING.keys());
  if (meant === null) return null;
  return slip(
    'unknown-setting',
    'warning',
    { line, from: 0, to: name.length },
    [
      `gunicorn has no setting ${name}; it reads past the line without a word. ${meant} exists.`,
      `gunicorn 沒有 ${name} 這個設定，會一聲不響地略過這一行。有的是 ${meant}。`,
    ],
    { title: [`Rename to ${meant}`, `改名為 ${meant}`], edits: [onLine(line, 1, name.length + 1, meant)] },
  );
}

/** The words of gunicorn for a value that it refuses; null when it takes it. */
function refusal(name: string, value: Assignment['value']): string | null {
  const setting = SETTING.get(name);
  if (setting === undefined || value === undefined) return null;
  try {
    const checked = validate(setting.validator, value, TRUSTING, setting.arity) ?? null;
    if (name === 'bind' && isList(checked)) for (const one of checked) parseAddress(str(one));
    return null;
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    return `Invalid value for ${name}: ${str(value)} (${error.message})`;
  }
}

function valueSlip(one: Assignment): Slip | null {
  const words = refusal(one.name, one.value);
  if (words === null) return null;
  return slip('bad-setting', 'error', { line: one.line, from: one.from, to: one.to }, [words, words]);
}

function eventletSlip(one: Assignment): Slip | null {
  if (one.name !== 'worker_class' || one.value !== 'eventlet') return null;
  return slip(
    'eventlet',
    'error',
    { line: one.line, from: one.from, to: one.to },
    [
      'The eventlet worker was removed in gunicorn 26.0. gevent, gthread and asgi are there.',
      'eventlet 的 worker 在 gunicorn 26.0 已經移除。還有 gevent、gthread 與 asgi。',
    ],
    { title: ['Use gthread', '改用 gthread'], edits: [onLine(one.line, one.from + 1, one.to + 1, '"gthread"')] },
  );
}

function threadsSlip(all: readonly Assignment[]): Slip[] {
  const byName = new Map(all.map((one) => [one.name, one]));
  const [threads, kind] = [byName.get('threads'), byName.get('worker_class')];
  if (threads === undefined || typeof threads.value !== 'number' || threads.value < 2 || kind?.value !== 'sync')
    return [];
  return [
    slip('threads-make-gthread', 'info', { line: kind.line, from: kind.from, to: kind.to }, [
      'With more than one thread gunicorn takes gthread, whatever is written here.',
      'threads 大於 1 時，不管這裡寫什麼，gunicorn 都會用 gthread。',
    ]),
  ];
}

/** Before Python can read the file: an octal number in the old spelling, an address without quotes. */
function spellingSlips(text: string): Slip[] {
  return pythonLines(text).flatMap((line) => {
    const octal = /^(umask\s*=\s*)(0[0-7]+)\s*$/.exec(line.code.trimEnd());
    if (octal !== null && !/^0+$/.test(octal[2] ?? '')) {
      const [, before = '', digits = ''] = octal;
      return [
        slip(
          'old-octal',
          'error',
          { line: line.number, from: before.length, to: before.length + digits.length },
          [
            `Python 3 writes octal numbers as 0o${digits}. (On the command line -m ${digits} is right.)`,
            `Python 3 的八進位要寫成 0o${digits}。（命令列上的 -m ${digits} 則沒問題。）`,
          ],
          {
            title: [`Write 0o${digits}`, `改成 0o${digits}`],
            edits: [onLine(line.number, before.length + 1, before.length + digits.length + 1, `0o${digits}`)],
          },
        ),
      ];
    }
    const bare = /^(bind\s*=\s*)((?:unix:|\d+\.\d+\.\d+\.\d+)[^\s"'#]*)/.exec(line.raw);
    if (bare === null) return [];
    const [, before = '', address = ''] = bare;
    return [
      slip(
        'bare-address',
        'error',
        { line: line.number, from: before.length, to: before.length + address.length },
        ['This file is Python: the address is a text and needs quotes.', '這個檔案是 Python：位址是文字，要加引號。'],
        {
          title: ['Put it in quotes', '加上引號'],
          edits: [onLine(line.number, before.length + 1, before.length + address.length + 1, `"${address}"`)],
        },
      ),
    ];
  });
}

export function gunicornSlips(text: string): Slip[] {
  const all = assignments(text);
  return [
    ...spellingSlips(text),
    ...all.flatMap((one) => [unknownSlip(one), eventletSlip(one) ?? valueSlip(one)].filter((found) => found !== null)),
    ...threadsSlip(all),
  ];
}
