/** -F and --form-string: the parts of a form, as typed (curl(1), "-F"). */

export interface Form {
  readonly name: string;
  /** `@` a file to upload, `<` a file's content as the value, `=` the value itself. */
  readonly from: '@' | '<' | '=';
  readonly value: string;
  readonly type: string | null;
  readonly fileName: string | null;
  readonly encoder: string | null;
  readonly headers: readonly string[];
}

/** Null for what is no form field. `complain` takes warnings. */
export function readForm(
  text: string,
  literal: boolean,
  complain: (text: string) => void,
  file: (path: string) => string | null,
): Form | null {
  const at = text.indexOf('=');
  if (at < 0) {
    complain('Illegally formatted input field!\n');
    return null;
  }
  const name = text.slice(0, at);
  const rest = text.slice(at + 1);
  const plain = { name, from: '=', type: null, fileName: null, encoder: null, headers: [] } as const;
  if (literal) return { ...plain, value: rest };
  const from = rest.startsWith('@') ? '@' : rest.startsWith('<') ? '<' : '=';
  const words = new Words(from === '=' ? rest : rest.slice(1));
  const value = words.next();
  let type: string | null = null;
  let fileName: string | null = null;
  let encoder: string | null = null;
  const headers: string[] = [];
  while (words.more()) {
    const word = words.peek();
    const key = /^(type|filename|headers|encoder)=\s*/i.exec(word)?.[0];
    if (key === undefined) {
      const unknown = words.next();
      // What follows a type belongs to it: `type=text/plain;charset=utf-8`.
      if (type !== null && fileName === null) type += `;${unknown}`;
      else if (unknown !== '') complain(`skip unknown form field: ${unknown}\n`);
      continue;
    }
    words.skip(key.length);
    if (/^type/i.test(key)) {
      type = words.next();
      if (!/^[^/ ]+\/[^;, \n]+/.test(type)) {
        complain('Illegally formatted content-type field!\n');
        return null;
      }
    } else if (/^filename/i.test(key)) fileName = words.next();
    else if (/^encoder/i.test(key)) encoder = words.next();
    else headers.push(...headersOf(words.next(), complain, file));
  }
  if (from === '<' && fileName !== null) complain(`Field file name not allowed here: ${fileName}\n`);
  return { name, from, value, type, fileName: from === '<' ? null : fileName, encoder, headers };
}

function headersOf(text: string, complain: (text: string) => void, file: (path: string) => string | null): string[] {
  if (!/^[@<]/.test(text)) return [text];
  const read = file(text.slice(1).trimStart());
  if (read === null) {
    complain(`Cannot read from ${text.slice(1).trimStart()}: No such file or directory\n`);
    return [];
  }
  return read.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** What stands between semicolons; in double quotes, they do not count. */
class Words {
  private at = 0;
  private ended = false;

  constructor(private readonly text: string) {}

  more(): boolean {
    return !this.ended;
  }

  peek(): string {
    const skipped = /^\s*/.exec(this.text.slice(this.at))?.[0].length ?? 0;
    this.at += skipped;
    return this.text.slice(this.at);
  }

  skip(count: number): void {
    this.at += count;
  }

  next(): string {
    const rest = this.peek();
    const quoted = /^"((?:\\["\\]|[^"])*)"[^;]*/s.exec(rest);
    const bare = quoted === null ? (/^[^;]*/.exec(rest)?.[0] ?? '') : '';
    this.at += quoted?.[0].length ?? bare.length;
    this.ended = this.at >= this.text.length;
    this.at++;
    return quoted === null ? bare.trimEnd() : (quoted[1] ?? '').replace(/\\(["\\])/g, '$1');
  }
}
