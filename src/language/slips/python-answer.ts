/** What a callable gives back: bytes in an iterable, a status as text (PEP 3333); bytes as the body (ASGI 3.0). */
import { onLine, type Slip } from '../model.ts';
import { functionAt, type PythonFunction, type PythonLine } from '../python-lines.ts';
import { slip } from './make.ts';

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** A plain string literal at the start of `text`: its source and whether it is one that `b` can stand before. */
function literal(text: string): { readonly source: string; readonly plain: boolean } | null {
  const match = /^([rfu]{0,2})("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/i.exec(text);
  if (match === null) return null;
  const [source = '', prefix = '', body = ''] = match;
  return { source, plain: prefix === '' && isAscii(body) };
}

const asBytes = ({ source, plain }: { source: string; plain: boolean }): string =>
  plain ? `b${source}` : `${source}.encode()`;

function returnSlip(line: PythonLine): Slip | null {
  const match = /^\s*return\s+/.exec(line.code);
  if (match === null) return null;
  const from = match[0].length;
  const value = line.raw.slice(from);
  const list = /^\[\s*/.exec(value);
  const text = literal(list === null ? value : value.slice(list[0].length));
  if (text !== null) {
    const at = from + (list?.[0].length ?? 0);
    const end = at + text.source.length;
    const bare = list === null;
    const ends = /^\s*(?:#.*)?$/.test(line.raw.slice(end));
    const put = bare ? `[${asBytes(text)}]` : asBytes(text);
    return slip(
      'str-body',
      'error',
      { line: line.number, from: at, to: end },
      bare
        ? [
            'A WSGI app returns an iterable of bytes. A str is walked through letter by letter, and a letter is not bytes: 500.',
            'WSGI 程式要回傳由 bytes 組成的可迭代物件。str 會被逐字走訪，而字不是 bytes：結果是 500。',
          ]
        : ['The blocks must be bytes, not str.', '區塊必須是 bytes，不能是 str。'],
      bare && !ends
        ? undefined
        : { title: ['Make it bytes', '改成 bytes'], edits: [onLine(line.number, at + 1, end + 1, put)] },
    );
  }
  const bytes = /^b("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*(?:#.*)?$/.exec(value);
  if (bytes === null) return null;
  const end = from + 1 + (bytes[1]?.length ?? 0);
  return slip(
    'bare-bytes',
    'error',
    { line: line.number, from, to: end },
    [
      'Walking through bytes gives numbers, one for each byte. Put them into a list: one block.',
      '走訪 bytes 得到的是一個個數字。請放進串列，成為一個區塊。',
    ],
    {
      title: ['Put it into a list', '放進串列'],
      edits: [onLine(line.number, from + 1, end + 1, `[${line.raw.slice(from, end)}]`)],
    },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  '200': 'OK',
  '201': 'Created',
  '204': 'No Content',
  '301': 'Moved Permanently',
  '302': 'Found',
  '304': 'Not Modified',
  '400': 'Bad Request',
  '403': 'Forbidden',
  '404': 'Not Found',
  '500': 'Internal Server Error',
  '503': 'Service Unavailable',
};

function statusSlip(line: PythonLine): Slip | null {
  const match = /\bstart_response\(\s*(?:(\d{3})\b|(["'])(\d{3})\2)/.exec(line.raw);
  if (match === null || !line.code.includes('start_response(')) return null;
  const status = match[1] ?? match[3] ?? '';
  const quoted = match[3] !== undefined;
  const to = match.index + match[0].length;
  const from = to - status.length - (quoted ? 2 : 0);
  const reason = REASONS[status];
  return slip(
    'status-number',
    'error',
    { line: line.number, from, to },
    [
      'The status is a text with a reason: "200 OK". A number alone is refused.',
      '狀態是帶有原因的文字："200 OK"。只有數字不行。',
    ],
    reason === undefined
      ? undefined
      : {
          title: [`Write "${status} ${reason}"`, `改成 "${status} ${reason}"`],
          edits: [onLine(line.number, from + 1, to + 1, `"${status} ${reason}"`)],
        },
  );
}

function bodySlip(line: PythonLine): Slip | null {
  const match = /["']body["']\s*:\s*/.exec(line.raw);
  const from = match === null ? -1 : match.index + match[0].length;
  const text = from < 0 ? null : literal(line.raw.slice(from));
  if (text === null) return null;
  return slip(
    'str-body',
    'error',
    { line: line.number, from, to: from + text.source.length },
    ['The body of an ASGI message is bytes, not str.', 'ASGI 訊息的 body 是 bytes，不是 str。'],
    {
      title: ['Make it bytes', '改成 bytes'],
      edits: [onLine(line.number, from + 1, from + text.source.length + 1, asBytes(text))],
    },
  );
}

export function answerSlips(lines: readonly PythonLine[], functions: readonly PythonFunction[]): Slip[] {
  return lines.flatMap((line) => {
    const within = functionAt(functions, line.number);
    if (within === null) return [];
    const wsgi = within.params.includes('start_response') && !within.async;
    const asgi = within.async && within.params.includes('send');
    const found = wsgi ? [returnSlip(line), statusSlip(line)] : asgi ? [bodySlip(line)] : [];
    return found.filter((one) => one !== null);
  });
}
