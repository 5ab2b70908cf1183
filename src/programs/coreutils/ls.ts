import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { two } from '../../base/calendar.ts';
import { civil, humanSize, linksOf, listTime, modeString } from './format.ts';
import { width } from '../../machine/text-width.ts';
import { misuse, tool, type Parsed } from './tool.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly inode: Inode;
}

type Order = 'name' | 'time' | 'size' | 'extension' | 'version' | 'none' | 'width';

interface Options {
  readonly long: boolean;
  readonly all: boolean;
  /** -a: `.` and `..` too. */
  readonly dots: boolean;
  readonly directory: boolean;
  readonly one: boolean;
  readonly human: boolean;
  /** The indicators of -F; of -p, for directories alone. */
  readonly classify: boolean;
  readonly slashes: boolean;
  readonly inodes: boolean;
  readonly commas: boolean;
  readonly owner: boolean;
  readonly group: boolean;
  readonly recursive: boolean;
  readonly colour: boolean;
  readonly numeric: boolean;
  /** As in `ls -t`, `-S`; `-r` turns the order round. */
  readonly order: Order;
  readonly quoted: boolean;
  readonly sizes: boolean;
  /** -L: what links point to; -x: across, then down. */
  readonly follows: boolean;
  readonly across: boolean;
  readonly timeStyle: string;
  readonly width: number | null;
  readonly reverse: boolean;
}

/** ls (GNU coreutils 9.1): sorted as in the C locale; columns on a terminal, one name per line elsewhere. */
export const lsTool = tool(
  {
    name: 'ls',
    version: 'ls (GNU coreutils) 9.1',
    usage: 'ls [OPTION]... [FILE]...',
    about: 'List information about the FILEs (the current directory by default).',
    options: [
      '-a, --all  do not ignore entries starting with .',
      '-A, --almost-all  do not list implied . and ..',
      '-C  list entries by columns',
      '--color=[WHEN]  color the output WHEN: always, auto, never',
      '-d, --directory  list directories themselves, not their contents',
      '-F, --classify  append indicator (one of */=@) to entries',
      '-g  like -l, but do not list owner',
      '-G, --no-group  in a long listing, do not print group names',
      '-h, --human-readable  with -l, print sizes like 1K 234M 2G',
      '-i, --inode  print the index number of each file',
      '-l  use a long listing format',
      '-m  fill width with a comma separated list of entries',
      '-n, --numeric-uid-gid  like -l, but list numeric user and group IDs',
      '-o  like -l, but do not list group information',
      '-p  append / indicator to directories',
      '-r, --reverse  reverse order while sorting',
      '-R, --recursive  list subdirectories recursively',
      '--full-time  like -l --time-style=full-iso',
      '-S  sort by file size, largest first',
      '-t  sort by time, newest first',
      '-1  list one file per line',
      '-H  follow symbolic links listed on the command line',
      '-L, --dereference  show information for the file a link references',
      '-Q, --quote-name  enclose entry names in double quotes',
      '-s, --size  print the allocated size of each file, in blocks',
      '--sort=WORD  sort by WORD instead of name: none, size, time, version, extension, width',
      '--time-style=STYLE  full-iso, long-iso, iso or locale',
      '-U  do not sort; list entries in directory order',
      '-v  natural sort of (version) numbers within text',
      '-w, --width=COLS  set output width to COLS',
      '-x  list entries by lines instead of by columns',
      '-X  sort alphabetically by entry extension',
    ],
    usageStatus: 2,
  },
  function* ls(sys, given) {
    const terminal = sys.process.fds.get(1).description.kind === 'tty';
    const last = given.order.findLast((key) => ['C', '1', 'l', 'm', 'x'].includes(key));
    const longs = ['l', 'n', 'g', 'o', 'full-time'].some((key) => given.has(key));
    const when = given.has('color') ? (given.value('color') ?? 'always') : 'never';
    const options: Options = {
      long: longs,
      all: given.has('a') || given.has('A'),
      dots: given.has('a'),
      directory: given.has('d'),
      order: orderOf(given),
      quoted: given.has('Q'),
      sizes: given.has('s'),
      follows: given.has('L') || given.has('H'),
      across: last === 'x',
      timeStyle: given.has('full-time') ? 'full-iso' : (given.value('time-style') ?? 'locale'),
      width: given.has('w') ? Number(given.value('w')) : null,
      reverse: given.has('r'),
      one: last === '1' || (!terminal && last !== 'C' && last !== 'x'),
      human: given.has('h'),
      classify: given.has('F'),
      slashes: given.has('p') || given.has('F'),
      inodes: given.has('i'),
      commas: last === 'm',
      owner: !given.has('g'),
      group: !given.has('o') && !given.has('G'),
      recursive: given.has('R'),
      numeric: given.has('n'),
      colour: when === 'always' || (when === 'auto' && terminal),
    };
    return yield* list(sys, given.operands.length > 0 ? given.operands : ['.'], options);
  },
);

function* list(sys: Sys, names: readonly string[], options: Options): Eff<number> {
  let status = 0;
  const files: Entry[] = [];
  const dirs: Entry[] = [];
  for (const name of names) {
    try {
      const inode =
        !options.follows && (options.long || options.directory || options.classify)
          ? sys.fs.lstat(name)
          : sys.fs.stat(name);
      (inode.kind === 'dir' && !options.directory ? dirs : files).push({ name, path: name, inode });
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `ls: cannot access '${name}': ${strerror(error.errno)}\n`);
      status = 2;
    }
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  dirs.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (files.length > 0) yield* show(sys, ordered(files, options), options);
  for (const [i, dir] of ordered(dirs, options).entries()) {
    if (names.length > 1 || options.recursive)
      yield* say(sys, `${i > 0 || files.length > 0 ? '\n' : ''}${dir.name}:\n`);
    if (!sys.fs.access(dir.path, 4)) {
      yield* sayError(sys, `ls: cannot open directory '${dir.name}': Permission denied\n`);
      status = 2;
      continue;
    }
    const own = options.dots ? ['.', '..'] : [];
    const inside = [...own, ...sys.fs.readdir(dir.path).filter((n) => options.all || !n.startsWith('.'))];
    const entries = ordered(
      inside.map((n) => ({
        name: n,
        path: `${dir.path}/${n}`,
        inode: inodeOf(sys, `${dir.path}/${n}`, options.follows),
      })),
      options,
    );
    if (options.long) yield* say(sys, `total ${entries.reduce((sum, e) => sum + blocks(e.inode), 0)}\n`);
    yield* show(sys, entries, options);
    if (!options.recursive) continue;
    for (const entry of entries) {
      if (entry.inode.kind !== 'dir' || /^\.\.?$/.test(entry.name)) continue;
      yield* say(sys, '\n');
      status = Math.max(status, yield* list(sys, [`${dir.name}/${entry.name}`], options));
    }
  }
  return status;
}

const SORTS: Readonly<Record<string, Order>> = {
  t: 'time',
  S: 'size',
  X: 'extension',
  v: 'version',
  U: 'none',
  time: 'time',
  size: 'size',
  extension: 'extension',
  version: 'version',
  none: 'none',
  width: 'width',
};

/** The order that was asked for last. */
function orderOf(given: Parsed): Order {
  const word = given.value('sort');
  if (word !== null && !(word in SORTS && word.length > 1)) {
    const words = ['none', 'time', 'size', 'extension', 'version', 'width'].map((one) => `\n  - ‘${one}’`);
    throw misuse(`invalid argument ‘${word}’ for ‘--sort’\nValid arguments are:${words.join('')}`);
  }
  const key = given.order.findLast((one) => one === 'sort' || (one.length === 1 && one in SORTS));
  return SORTS[(key === 'sort' ? word : key) ?? ''] ?? 'name';
}

/** Of a link to nothing, the link itself. */
function inodeOf(sys: Sys, path: string, follows: boolean): Inode {
  return follows && sys.fs.exists(path) ? sys.fs.stat(path) : sys.fs.lstat(path);
}

function ordered(entries: Entry[], options: Options): Entry[] {
  if (options.order === 'time') entries.sort((a, b) => b.inode.mtime - a.inode.mtime);
  if (options.order === 'size') entries.sort((a, b) => size(b.inode) - size(a.inode));
  const numeric = new Intl.Collator('en', { numeric: true });
  if (options.order === 'version') entries.sort((a, b) => numeric.compare(a.name, b.name));
  const extension = ({ name }: Entry): string => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '');
  if (options.order === 'extension')
    entries.sort((a, b) => (extension(a) < extension(b) ? -1 : extension(a) > extension(b) ? 1 : 0));
  if (options.order === 'width') entries.sort((a, b) => a.name.length - b.name.length);
  return options.reverse ? entries.reverse() : entries;
}

const size = (inode: Inode): number =>
  inode.kind === 'file'
    ? inode.content.size
    : inode.kind === 'dir'
      ? 4096
      : inode.kind === 'symlink'
        ? inode.target.length
        : 0;
const blocks = (inode: Inode): number =>
  inode.kind === 'symlink' || inode.kind === 'socket' ? 0 : Math.ceil(size(inode) / 4096) * 4;

function* show(sys: Sys, entries: readonly Entry[], options: Options): Eff<void> {
  const columns = options.width ?? columnsOf(sys);
  if (!options.long) {
    const names = entries.map((e) => {
      const number = `${options.inodes ? `${e.inode.ino} ` : ''}${options.sizes ? `${blocks(e.inode)} ` : ''}`;
      return [
        number + named(e, options),
        number.length + width(e.name) + (options.quoted ? 2 : 0) + mark(e, options).length,
      ] as const;
    });
    if (options.commas)
      return yield* say(
        sys,
        inLines(
          names.map(([text]) => text),
          columns,
        ),
      );
    if (options.one) yield* say(sys, names.map(([text]) => `${text}\n`).join(''));
    else if (entries.length > 0) yield* say(sys, (options.across ? inRows : inColumns)(names, columns));
    return;
  }
  const { users } = sys.process.host;
  const rows = entries.map((e) => ({
    mode: modeString(e.inode),
    links: String(linksOf(e.inode)),
    user: options.numeric ? String(e.inode.uid) : users.userName(e.inode.uid),
    group: options.numeric ? String(e.inode.gid) : users.groupName(e.inode.gid),
    size: options.human ? humanSize(size(e.inode)) : String(size(e.inode)),
    time: timeOf(sys, e.inode.mtime, options.timeStyle),
    ino: `${options.inodes ? `${e.inode.ino} ` : ''}${options.sizes ? `${blocks(e.inode)} ` : ''}`,
    name:
      e.inode.kind === 'symlink'
        ? `${named(e, { ...options, classify: false, slashes: false })} -> ${e.inode.target}`
        : named(e, options),
  }));
  const widest = (key: 'links' | 'user' | 'group' | 'size'): number => Math.max(...rows.map((r) => r[key].length), 0);
  const [links, user, group, bytes] = [widest('links'), widest('user'), widest('group'), widest('size')];
  yield* say(
    sys,
    rows
      .map(
        (r) =>
          `${r.ino}${r.mode} ${r.links.padStart(links)} ${options.owner ? `${r.user.padEnd(user)} ` : ''}${options.group ? `${r.group.padEnd(group)} ` : ''}${r.size.padStart(bytes)} ${r.time} ${r.name}\n`,
      )
      .join(''),
  );
}

/** The indicator of -F. */
function mark({ inode }: Entry, options: Options): string {
  if (inode.kind === 'dir') return options.slashes ? '/' : '';
  if (!options.classify) return '';
  if (inode.kind === 'symlink') return '@';
  if (inode.kind === 'socket') return '=';
  return inode.kind === 'file' && (inode.mode & 0o111) !== 0 ? '*' : '';
}

/** dircolors' defaults. */
function named(entry: Entry, options: Options): string {
  const { inode, name } = entry;
  const colour =
    inode.kind === 'dir'
      ? '01;34'
      : inode.kind === 'symlink'
        ? '01;36'
        : inode.kind === 'socket'
          ? '01;35'
          : inode.kind === 'file' && (inode.mode & 0o111) !== 0
            ? '01;32'
            : '';
  const text = options.quoted ? JSON.stringify(name) : name;
  const shown = options.colour && colour !== '' ? `\u001b[${colour}m${text}\u001b[0m` : text;
  return shown + mark(entry, options);
}

/** Down, then across, in as many columns as fit. */
function inColumns(names: readonly (readonly [text: string, width: number])[], columns: number): string {
  for (let rows = 1; ; rows++) {
    const across = Math.ceil(names.length / rows);
    const widths = Array.from({ length: across }, (_, i) =>
      Math.max(...names.slice(i * rows, (i + 1) * rows).map(([, width]) => width)),
    );
    if (rows < names.length && widths.reduce((sum, w) => sum + w + 2, -2) >= columns) continue;
    let text = '';
    for (let row = 0; row < rows; row++) {
      const line = Array.from({ length: across }, (_, i) => names[i * rows + row]).flatMap((one, i) =>
        one ? [[one[0], (widths[i] ?? 0) - one[1] + 2] as const] : [],
      );
      text += `${line.map(([name, gap], i) => name + (i < line.length - 1 ? ' '.repeat(gap) : '')).join('')}\n`;
    }
    return text;
  }
}

/** `-x`: across, then down. */
function inRows(names: readonly (readonly [text: string, width: number])[], columns: number): string {
  for (let across = names.length; ; across--) {
    const widths = Array.from({ length: across }, (_, i) =>
      Math.max(...names.filter((_name, at) => at % across === i).map(([, wide]) => wide)),
    );
    if (across > 1 && widths.reduce((sum, w) => sum + w + 2, -2) >= columns) continue;
    return names
      .map(([name, wide], i) => {
        const isLast = i % across === across - 1 || i === names.length - 1;
        return name + (isLast ? '\n' : ' '.repeat((widths[i % across] ?? 0) - wide + 2));
      })
      .join('');
  }
}

/** `-m`: names and commas, in lines as wide as the terminal. */
function inLines(names: readonly string[], columns: number): string {
  let text = '';
  let width = 0;
  names.forEach((name, i) => {
    const size = name.length + (i < names.length - 1 ? 2 : 0);
    if (i > 0 && width + size > columns) {
      text = `${text.trimEnd()}\n`;
      width = 0;
    }
    text += name + (i < names.length - 1 ? ', ' : '');
    width += size;
  });
  return text === '' ? '' : `${text}\n`;
}

/** Within it ls shows the time of day. */
const HALF_A_YEAR = 15_778_476_000_000;

function timeOf(sys: Sys, us: number, style: string): string {
  if (style === 'full-iso') return fullTime(us);
  const t = civil(us);
  const clock = `${two(t.hour)}:${two(t.minute)}`;
  if (style === 'long-iso') return `${t.year}-${two(t.month)}-${two(t.day)} ${clock}`;
  const day = `${two(t.month)}-${two(t.day)}`;
  const isRecent = us <= sys.clock && sys.clock - us < HALF_A_YEAR;
  if (style === 'iso') return isRecent ? `${day} ${clock}` : `${t.year}-${day} `;
  return listTime(us, sys.clock);
}

function fullTime(us: number): string {
  const t = civil(us);
  const fraction = String(us % 1_000_000).padStart(6, '0');
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${fraction}000 +0000`;
}

function columnsOf(sys: Sys): number {
  const { description } = sys.process.fds.get(1);
  return description.kind === 'tty' ? description.tty.columns : 80;
}
