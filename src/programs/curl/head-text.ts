/** The head of an answer as its bytes come: curl 7.88 judges and shows it line by line, as it stands (lib/http.c). */
import { fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { CurlError } from './body.ts';

export class HeadText {
  private text = '';

  add(bytes: Bytes): void {
    this.text += fromLatin1(bytes);
  }

  /** False once what has come cannot be the beginning of a status line. */
  get possible(): boolean {
    return 'HTTP/'.startsWith(this.text.slice(0, 5));
  }

  /** Lines that have come to their end, each with it. */
  lines(): string[] {
    return this.text.match(/[^\n]*\n/g) ?? [];
  }

  /** Takes the first head off, blank line included. */
  take(): string[] {
    const lines = this.lines();
    const head = lines.slice(0, lines.findIndex(isBlank) + 1);
    this.text = this.text.slice(head.join('').length);
    return head;
  }

  /** What follows the heads that were taken off. */
  rest(): Bytes {
    return latin1(this.text);
  }

  /** The first line of this head that is wrong, as an error, and the good ones before it. */
  fault(): { readonly before: readonly string[]; readonly error: CurlError } | null {
    const lines = this.lines();
    for (const [i, line] of lines.entries()) {
      if (isBlank(line)) return null;
      const error = i === 0 ? statusFault(line) : fieldFault(line);
      if (error !== null) return { before: lines.slice(0, i), error };
    }
    return null;
  }
}

const isBlank = (line: string): boolean => line === '\r\n' || line === '\n';

function statusFault(line: string): CurlError | null {
  if (/^HTTP\/[23] +\d/.test(line)) return null;
  const [, major, minor, gap, code, more] = /^HTTP\/(\d)\.(\d)([^])\s*(-?\d{1,3})([^]?)/.exec(line) ?? [];
  if (code !== undefined && (/\d/.test(more ?? '') || Number(code) < 100))
    return new CurlError(1, 'Unsupported response code in HTTP response');
  if (gap !== ' ') return new CurlError(1, 'Unsupported HTTP version in response');
  const version = `${major ?? ''}.${minor ?? ''}`;
  return /^(?:1\.[01]|2\.0)$/.test(version)
    ? null
    : new CurlError(1, `Unsupported HTTP version (${version}) in response`);
}

function fieldFault(line: string): CurlError | null {
  if (line.includes('\0')) return new CurlError(8, 'Nul byte in header');
  if (!/^[ \t]/.test(line) && !line.includes(':')) return new CurlError(8, 'Header without colon');
  if (/^content-length:/i.test(line) && !/^[^:]*:\s*\d/.test(line))
    return new CurlError(8, 'Invalid Content-Length: value');
  return null;
}
