import type { Message } from '../../projections/hops.ts';
import type { RequestHistory } from '../../projections/model.ts';

const bytesOf = (latin1: string): Uint8Array => Uint8Array.from(latin1, (one) => one.charCodeAt(0));

/** What curl says of itself or works out from the rest. */
const OWN: ReadonlySet<string> = new Set(['accept', 'connection', 'content-length', 'transfer-encoding', 'user-agent']);

/** One word for the shell: as text where the bytes are text, else byte by byte in $'…' (bash, zsh). */
function quoted(latin1: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(latin1));
    if (!/[^\P{Cc}\t\n]/u.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  } catch {
    // No UTF-8: it is written as bytes.
  }
  const plain = (one: string): string => {
    if (one === "'" || one === '\\') return `\\${one}`;
    return /[\x20-\x7e]/.test(one) ? one : `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`;
  };
  return `$'${[...latin1].map(plain).join('')}'`;
}

/** The chunks of a body without their sizes. */
function unchunked(body: string): string {
  let text = '';
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (end < 0 || !(size > 0)) break;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 4 + size;
  }
  return text;
}

/**
 * The request as a command: its method, address, the headers and the body that were sent. `asked` null: nothing has been
 * sent yet. A body with a NUL byte, or of which the trace holds only a part, is left out: no word of a shell holds it.
 */
export function curlOf(request: RequestHistory, asked: Message | null): string {
  const to = (/^https?:/.test(request.to) ? request.to : `http://${request.to}`).replace(/\/$/, '');
  const headers = asked?.headers ?? [];
  const host = to.replace(/^https?:\/\//, '');
  const told = headers.filter(([name, value]) => {
    const lower = name.toLowerCase();
    return !OWN.has(lower) && !(lower === 'host' && (value === host || value === host.replace(/:(80|443)$/, '')));
  });
  const isChunked = headers.some(([name]) => name.toLowerCase() === 'transfer-encoding');
  const whole = asked !== null && asked.kept === asked.bytes ? asked.body : '';
  const body = isChunked ? unchunked(whole) : whole;
  const hasBody = body !== '' && !body.includes('\0');
  const { method } = request;
  return [
    method === 'HEAD' ? 'curl -I' : 'curl -i',
    ...(method === 'GET' || method === 'HEAD' || (method === 'POST' && hasBody) ? [] : [`-X ${method}`]),
    ...told.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(hasBody ? [`--data-binary ${quoted(body)}`] : []),
    quoted(to + request.target),
  ].join(' ');
}
