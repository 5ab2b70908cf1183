/** What mod_proxy's parts have in common: the head of an answer, and the words for one that does not come. */
import type { Eff } from '../../../engine/task.ts';
import { all, last } from '../conf/server.ts';
import type { Child } from './child.ts';
import type { Exchange } from './exchange.ts';
import { absolute, type ProxyTo } from './locate.ts';
import type { Sender } from './sender.ts';
import { VERSION } from './version.ts';

export interface Where {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly socket: string | null;
  readonly uri: string;
}

export interface Up {
  readonly child: Child;
  readonly x: Exchange;
  readonly sender: Sender;
  readonly fd: number;
  readonly timeout: number;
  readonly where: Where;
  readonly to: ProxyTo;
  readonly complain: (module: string, text: string) => void;
}

/** 502, in httpd's words, unless the answer has begun. */
export function* broken({ x, sender, complain, child, where }: Up, text: string): Eff<void> {
  complain('proxy_http', text);
  complain('proxy', `AH00898: Error reading from remote server returned by ${x.path}`);
  child.sys.emit({
    kind: 'proxy.upstream_failed',
    pid: child.sys.pid,
    req: x.req,
    address: `${where.host}:${where.port}`,
    error: text,
  });
  x.keepalive &&= !sender.begun;
  if (!sender.begun)
    yield* sender.page(
      502,
      'The proxy server could not handle the request<p>Reason: <strong>Error reading from remote server</strong></p>',
    );
}

/** The head of an answer; ProxyPassReverse puts this server's name in place of the other's. */
export function* begin(
  { child, x, sender }: Up,
  status: number,
  reason: string,
  headers: readonly { readonly name: string; readonly value: string }[],
  length: number | null,
): Eff<void> {
  const kept = headers.filter(({ name }) => !/^(?:connection|keep-alive|transfer-encoding)$/i.test(name));
  const via = viaOf(child, x);
  if (via !== null) kept.push({ name: 'Via', value: via });
  const framed = kept.some(({ name }) => /^content-length$/i.test(name));
  yield* sender.start({
    status,
    reason,
    headers: kept.map(({ name, value }) => [
      name,
      /^(?:location|content-location)$/i.test(name) ? reversed(child, x, value) : value,
    ]),
    length: framed || length === null ? null : length,
  });
}

/** ProxyVia: this server among those that a message went through. */
export function viaOf(child: Child, x: Exchange): string | null {
  const how = last(child.scopesOf(x), 'ProxyVia')?.args[0]?.toLowerCase() ?? 'off';
  if (how !== 'on' && how !== 'full') return null;
  const port = x.port === 80 ? '' : `:${x.port}`;
  return `1.1 ${x.serverName}${port}${how === 'full' ? ` (Apache/${VERSION})` : ''}`;
}

function reversed(child: Child, x: Exchange, value: string): string {
  for (const scope of child.scopesOf(x)) {
    for (const d of all(scope, 'ProxyPassReverse')) {
      const [path = '', to = ''] = d.args.length > 1 ? d.args : ['/', d.args[0] ?? ''];
      if (value.startsWith(to))
        return absolute(x, path.replace(/\/?$/, '') + `/${value.slice(to.length).replace(/^\//, '')}`);
    }
  }
  return value;
}
