/** nginx's configuration as certbot's nginx plugin reads and edits it: server blocks of text files, with what stands around them kept. */

export interface Statement {
  readonly words: readonly string[];
  /** Place in the text: from the first character to after the semicolon or the closing brace. */
  readonly from: number;
  readonly to: number;
  /** Of a block: the place after its opening brace, and its statements. */
  readonly body: { readonly from: number; readonly to: number; readonly statements: readonly Statement[] } | null;
}

/** Statements with their places; quoting and comments as nginx has them. What is not closed ends at the end of the text. */
function parseStatements(text: string, start = 0, inside = false): { statements: Statement[]; end: number } {
  const statements: Statement[] = [];
  let words: string[] = [];
  let from = -1;
  let at = start;
  while (at < text.length) {
    const c = text.charAt(at);
    if (c === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (/\s/.test(c)) at++;
    else if (c === ';' || c === '{' || c === '}') {
      if (c === '}') {
        if (inside) return { statements, end: at };
        at++;
        continue;
      }
      let body: Statement['body'] = null;
      let to = at + 1;
      if (c === '{') {
        const inner = parseStatements(text, at + 1, true);
        body = { from: at + 1, to: inner.end, statements: inner.statements };
        to = Math.min(text.length, inner.end + 1);
      }
      if (words.length > 0) statements.push({ words, from, to, body });
      words = [];
      from = -1;
      at = to;
    } else {
      if (from < 0) from = at;
      const { word, end } = readWord(text, at);
      words.push(word);
      at = end;
    }
  }
  return { statements, end: at };
}

function readWord(text: string, start: number): { word: string; end: number } {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    let at = start + 1;
    while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
    return { word: text.slice(start + 1, at), end: at + 1 };
  }
  const m = /^(?:\\.|\$\{[^}]*\}|[^\s;{}])+/s.exec(text.slice(start, start + 4096));
  const length = Math.max(1, m?.[0].length ?? 1);
  return { word: text.slice(start, start + length), end: start + length };
}

export interface ServerOf {
  readonly path: string;
  readonly server: Statement;
  readonly names: readonly string[];
  readonly ssl: boolean;
}

const MANAGED = '# managed by Certbot';

/** All server blocks of a file, in order. */
export function serversIn(path: string, text: string): ServerOf[] {
  const found: ServerOf[] = [];
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.body === null) continue;
      if (statement.words[0] === 'server' && statement.words.length === 1) {
        const { statements: own } = statement.body;
        const of = (name: string) => own.filter((s) => s.words[0] === name && s.body === null);
        found.push({
          path,
          server: statement,
          names: of('server_name').flatMap((s) => s.words.slice(1)),
          ssl: of('listen').some((s) => s.words.includes('ssl')),
        });
      } else walk(statement.body.statements);
    }
  };
  walk(parseStatements(text).statements);
  return found;
}

const covers = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)));

/** The block for a name: one that speaks TLS already before one that does not. */
export function blockFor(servers: readonly ServerOf[], name: string): ServerOf | null {
  const matching = servers.filter((s) => s.names.some((n) => covers(n, name)));
  return matching.find((s) => s.ssl) ?? matching[0] ?? null;
}

const indentOf = (text: string, statement: Statement): string =>
  /[ \t]*$/.exec(text.slice(0, statement.from))?.[0] ?? '';

/** `location = /.well-known/… { return 200 …; }` in front of the block's other statements, for the time of the challenge. */
export function withChallenge(text: string, { server }: ServerOf, token: string, answer: string): string {
  const at = server.body?.from ?? server.to;
  const location =
    `rewrite ^(/.well-known/acme-challenge/.*) $1 break; ${MANAGED}\n\n    location = /.well-known/acme-challenge/${token}` +
    `{default_type text/plain;return 200 ${answer};} ${MANAGED}\n`;
  return `${text.slice(0, at)}${location}${text.slice(at)}`;
}

/** The lines that make a block speak TLS, before its closing brace. */
export function withCertificate(text: string, { server }: ServerOf, fullchain: string, privkey: string): string {
  const { body } = server;
  if (body === null) return text;
  const own = body.statements.filter((s) => !/^ssl_(certificate|certificate_key)$/.test(s.words[0] ?? ''));
  const replaced = body.statements.some((s) => s.words[0] === 'ssl_certificate');
  const six = own.some((s) => s.words[0] === 'listen' && s.words[1]?.startsWith('[') === true);
  const listens = own.some((s) => s.words[0] === 'listen' && s.words.includes('ssl'));
  const includes = own.some((s) => s.words[0] === 'include' && s.words[1]?.includes('options-ssl-nginx.conf') === true);
  const dh = own.some((s) => s.words[0] === 'ssl_dhparam');
  const lines = [
    ...(listens ? [] : [...(six ? ['listen [::]:443 ssl ipv6only=on'] : []), 'listen 443 ssl']),
    `ssl_certificate ${fullchain}`,
    `ssl_certificate_key ${privkey}`,
    ...(includes ? [] : ['include /etc/letsencrypt/options-ssl-nginx.conf']),
    ...(dh ? [] : ['ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem']),
  ].map((line) => `    ${line}; ${MANAGED}\n`);
  const without = replaced
    ? removed(
        text,
        body.statements.filter((s) => !own.includes(s)),
      )
    : text;
  const end = body.to - (text.length - without.length);
  const before = without.slice(0, end).replace(/[ \t]*$/, '');
  return `${before}${before.endsWith('\n') ? '' : '\n'}\n${lines.join('')}\n${without.slice(end)}`;
}

/** Whole lines of statements taken out, their comments too. */
function removed(text: string, statements: readonly Statement[]): string {
  let out = text;
  for (const s of statements.toReversed()) {
    const start = s.from - indentOf(out, s).length;
    const rest = /^[ \t]*(#[^\n]*)?\n?/.exec(out.slice(s.to))?.[0].length ?? 0;
    out = out.slice(0, start) + out.slice(s.to + rest);
  }
  return out;
}

/** Plain HTTP goes to a block of its own that sends everybody to https; the other one keeps only 443. */
export function withRedirect(text: string, { server }: ServerOf, names: readonly string[]): string {
  const { body } = server;
  if (body === null) return text;
  const plain = body.statements.filter((s) => s.words[0] === 'listen' && !s.words.includes('ssl'));
  if (plain.length === 0) return text;
  const listens = plain.map((s) => `    ${text.slice(s.from, s.to)}\n`).join('');
  const serverNames = body.statements.find((s) => s.words[0] === 'server_name');
  const conditions = names
    .map((name) => `    if ($host = ${name}) {\n        return 301 https://$host$request_uri;\n    } ${MANAGED}\n\n\n`)
    .join('');
  const named = serverNames === undefined ? '' : `    ${text.slice(serverNames.from, serverNames.to)}\n`;
  const block = `server {\n${conditions}${listens}\n${named}    return 404; ${MANAGED}\n\n\n}`;
  const without = removed(text, plain);
  const end = server.to - (text.length - without.length);
  return `${without.slice(0, end)}\n${block}${without.slice(end)}`;
}
