/** nginx: what it accepts and people do not mean, and what it refuses at another place than the mistake's. Facts: nginx.org, 1.22. */
import { directiveSpecs } from '../../programs/nginx/conf/table/table.ts';
import { onLine, type Slip, type TextEdit } from '../model.ts';
import { codeLines, confStatements, type ConfStatement, type ConfWord } from '../nginx-lines.ts';
import { slip } from './make.ts';

const isDirective = (word: string): boolean => directiveSpecs(word).length > 0;
const place = (word: ConfWord): { line: number; from: number; to: number } => word;
const swap = (word: ConfWord, text: string): TextEdit => onLine(word.line, word.from + 1, word.to + 1, text);

/** A statement that goes on over a line that begins like another one: the first lacks its semicolon. */
function semicolonSlips({ words, end }: ConfStatement): Slip[] {
  const [first] = words;
  if (first === undefined || !isDirective(first.text)) return [];
  const found: Slip[] = [];
  for (let i = 1; i < words.length; i++) {
    const [word, last] = [words[i], words[i - 1]];
    if (word === undefined || last === undefined || word.line === last.line || !isDirective(word.text)) continue;
    const start = words.slice(0, i).find((one) => one.line === last.line) ?? first;
    found.push(missing(start, last));
  }
  const last = words.at(-1);
  // Ended by a closing brace (or the file's end) instead.
  if (end === '' && last !== undefined && found.length === 0) {
    const start = words.find((one) => one.line === last.line) ?? first;
    if (!directiveSpecs(first.text).some((spec) => spec.block)) found.push(missing(start, last));
  }
  return found;
}

const missing = (start: ConfWord, last: ConfWord): Slip =>
  slip(
    'missing-semicolon',
    'error',
    { line: last.line, from: start.from, to: last.to },
    [
      'A semicolon is missing at the end of this line. nginx notices it only at the next one.',
      '這一行結尾少了分號。nginx 要讀到下一行才會發現。',
    ],
    { title: ['Add ;', '加上 ;'], edits: [onLine(last.line, last.to + 1, last.to + 1, ';')] },
  );

interface Location {
  readonly word: ConfWord;
  /** A prefix that is replaced or appended to: not a regular expression, not exact, no @name. */
  readonly prefix: boolean;
}

function locationOf({ around }: ConfStatement): Location | null {
  const head = around.at(-1);
  if (head?.[0]?.text !== 'location') return null;
  const [first, second] = head.slice(1);
  if (first === undefined) return null;
  if (second !== undefined) return { word: second, prefix: first.text === '^~' };
  return { word: first, prefix: first.text.startsWith('/') };
}

function proxySlips(statement: ConfStatement): Slip[] {
  const target = statement.words[1];
  if (statement.words[0]?.text !== 'proxy_pass' || target === undefined) return [];
  if (/^[\w.-]+(:\d+)?(\/|$)/.test(target.text) && !/^https?:/.test(target.text))
    return [
      slip(
        'proxy-scheme',
        'error',
        place(target),
        [
          'proxy_pass needs the scheme: http://… (“invalid URL prefix”).',
          'proxy_pass 要寫出協定：http://…（「invalid URL prefix」）。',
        ],
        { title: ['Put http:// in front', '前面加上 http://'], edits: [swap(target, `http://${target.text}`)] },
      ),
    ];
  const unix = /^http:\/\/unix:([^:]*)/.exec(target.text)?.[1];
  if (unix !== undefined && !unix.startsWith('/'))
    return [
      slip('proxy-relative', 'error', place(target), [
        'The path of a unix socket starts at /. nginx does not know which directory you mean.',
        'unix socket 的路徑要從 / 開始寫。nginx 不知道你指的是哪個目錄。',
      ]),
    ];
  if (unix?.startsWith('/home/') === true)
    return [
      slip('proxy-home', 'warning', place(target), [
        'Home folders are closed to others (0750 on Ubuntu since 21.04): www-data cannot pass, and every request is a 502 (13: Permission denied). /run/… is the place.',
        '家目錄不開放給別人（Ubuntu 21.04 起是 0750）：www-data 進不去，每個請求都會是 502（13: Permission denied）。請放在 /run/…。',
      ]),
    ];
  return slashSlips(statement, target);
}

/** With a URI behind the address the matched prefix is replaced by it (proxy module, "proxy_pass"). */
function slashSlips(statement: ConfStatement, target: ConfWord): Slip[] {
  const location = locationOf(statement);
  const uri = /^https?:\/\/(?:unix:[^:]+:|[^/$]+)(\/.*)$/.exec(target.text)?.[1];
  if (location?.prefix !== true || uri === undefined || target.text.includes('$')) return [];
  const prefix = location.word.text;
  if (prefix === '/' && uri === '/') return [];
  const sample = (rest: string): string => uri + rest;
  const [a, b] = [prefix.endsWith('/'), uri.endsWith('/')];
  if (a === b)
    return [
      slip('proxy-uri', 'info', place(target), [
        `The part that matched is replaced: ${prefix}${a ? '' : '/'}x goes on as ${sample(a ? 'x' : '/x')}. Without ${uri} it would stay as it is.`,
        `比對到的那一段會被換掉：${prefix}${a ? '' : '/'}x 會以 ${sample(a ? 'x' : '/x')} 送出。不寫 ${uri} 就會保持原樣。`,
      ]),
    ];
  const right = a ? `${target.text}/` : target.text;
  return [
    slip(
      'proxy-slash',
      'warning',
      place(target),
      [
        `One ends with a slash and the other does not: ${prefix}${a ? '' : '/'}x goes on as ${sample(a ? 'x' : '/x')}.`,
        `一個以斜線結尾、另一個沒有：${prefix}${a ? '' : '/'}x 會以 ${sample(a ? 'x' : '/x')} 送出。`,
      ],
      a
        ? { title: [`Write ${right}`, `改成 ${right}`], edits: [swap(target, right)] }
        : {
            title: [`Write location ${prefix}/`, `改成 location ${prefix}/`],
            edits: [swap(location.word, `${prefix}/`)],
          },
    ),
  ];
}

function aliasSlips(statement: ConfStatement): Slip[] {
  const target = statement.words[1];
  const location = locationOf(statement);
  if (statement.words[0]?.text !== 'alias' || target === undefined || location?.prefix !== true) return [];
  const prefix = location.word.text;
  const [a, b] = [prefix.endsWith('/'), target.text.endsWith('/')];
  if (a === b || target.text.includes('$')) return [];
  return [
    slip(
      'alias-slash',
      'warning',
      place(target),
      a
        ? [
            `alias takes the place of ${prefix}: ${prefix}a.css becomes ${target.text}a.css. Both should end with a slash.`,
            `alias 會取代 ${prefix}：${prefix}a.css 變成 ${target.text}a.css。兩邊都要以斜線結尾。`,
          ]
        : [
            `${prefix}../ leads out of the directory: with a slash behind the alias the location needs one too.`,
            `${prefix}../ 會跑到目錄外面：alias 以斜線結尾時，location 也要。`,
          ],
      a
        ? { title: [`Write ${target.text}/`, `改成 ${target.text}/`], edits: [swap(target, `${target.text}/`)] }
        : {
            title: [`Write location ${prefix}/`, `改成 location ${prefix}/`],
            edits: [swap(location.word, `${prefix}/`)],
          },
    ),
  ];
}

function nameSlips({ words }: ConfStatement): Slip[] {
  if (words[0]?.text !== 'server_name') return [];
  return words.slice(1).flatMap((word) => {
    const bare = word.text
      .replace(/^https?:\/\//, '')
      .replace(/\/.*$/, '')
      .replace(/:\d+$/, '');
    if (bare === word.text || bare === '' || word.text.startsWith('~')) return [];
    return [
      slip(
        'server-name',
        'error',
        place(word),
        [
          'A name and nothing else: the port is a matter of listen, the scheme of nobody here. Like this it never matches.',
          '只寫名稱：連接埠由 listen 決定，這裡也不寫協定。這樣寫永遠比對不到。',
        ],
        { title: [`Write ${bare}`, `改成 ${bare}`], edits: [swap(word, bare)] },
      ),
    ];
  });
}

function upstreamSlips({ words, around }: ConfStatement): Slip[] {
  const address = words[1];
  if (words[0]?.text !== 'server' || around.at(-1)?.[0]?.text !== 'upstream' || address === undefined) return [];
  const bare = address.text.replace(/^https?:\/\//, '').replace(/(?<!unix:.*)\/.*$/, '');
  if (bare === address.text) return [];
  return [
    slip(
      'upstream-scheme',
      'error',
      place(address),
      [
        'An upstream names addresses alone; http:// belongs to proxy_pass.',
        'upstream 裡只寫位址，http:// 要寫在 proxy_pass。',
      ],
      { title: [`Write ${bare}`, `改成 ${bare}`], edits: [swap(address, bare)] },
    ),
  ];
}

function commentSlips(text: string): Slip[] {
  return codeLines(text).flatMap((line, i) => {
    const match = /(?:^|[;{}]|\s)(\/\/)\s/.exec(line);
    if (match === null) return [];
    const at = match.index + match[0].indexOf('//');
    return [
      slip(
        'nginx-comment',
        'error',
        { line: i + 1, from: at, to: at + 2 },
        ['A comment begins with # here.', '這裡的註解以 # 開頭。'],
        { title: ['Write #', '改成 #'], edits: [onLine(i + 1, at + 1, at + 3, '#')] },
      ),
    ];
  });
}

export function nginxSlips(text: string): Slip[] {
  return [
    ...confStatements(text).flatMap((statement) => [
      ...semicolonSlips(statement),
      ...proxySlips(statement),
      ...aliasSlips(statement),
      ...nameSlips(statement),
      ...upstreamSlips(statement),
    ]),
    ...commentSlips(text),
  ];
}
