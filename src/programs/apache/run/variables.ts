import type { Child } from './child.ts';
import type { Exchange } from './exchange.ts';

/** The variables of CGI (RFC 3875; util_script.c: ap_add_common_vars, ap_add_cgi_vars), and SetEnv's. */
export function cgiVariables(
  child: Child,
  x: Exchange,
  script: { readonly path: string; readonly name: string; readonly rest: string },
): [string, string][] {
  const vars: [string, string][] = [];
  for (const [name, value] of x.headers) {
    const lower = name.toLowerCase();
    if (lower === 'content-type') vars.push(['CONTENT_TYPE', value]);
    else if (lower === 'content-length') vars.push(['CONTENT_LENGTH', value]);
    // Credentials and Proxy are not for scripts (httpoxy); names with odd characters are left out.
    else if (
      lower !== 'authorization' &&
      lower !== 'proxy-authorization' &&
      lower !== 'proxy' &&
      /^[\w-]+$/.test(name) &&
      !name.includes('_')
    )
      vars.push([`HTTP_${name.toUpperCase().replaceAll('-', '_')}`, value]);
  }
  const local = /^\[?(.*?)\]?:(\d+)$/.exec(child.sys.net.localName(x.fd));
  vars.push(
    ['PATH', child.sys.getenv('PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['SERVER_SIGNATURE', child.signature(x) === '' ? '' : `<address>${child.signature(x)}</address>\n`],
    ['SERVER_SOFTWARE', child.banner],
    ['SERVER_NAME', x.serverName],
    ['SERVER_ADDR', local?.[1] ?? ''],
    ['SERVER_PORT', String(x.port)],
    ['REMOTE_ADDR', x.peerAddress],
    ['DOCUMENT_ROOT', documentRoot(child, x)],
    ['REQUEST_SCHEME', 'http'],
    ['CONTEXT_PREFIX', ''],
    ['SERVER_ADMIN', child.admin(x)],
    ['SCRIPT_FILENAME', script.path],
    ['REMOTE_PORT', x.peerPort],
    ['GATEWAY_INTERFACE', 'CGI/1.1'],
    ['SERVER_PROTOCOL', x.protocol],
    ['REQUEST_METHOD', x.method],
    ['QUERY_STRING', x.query],
    ['REQUEST_URI', x.target],
    ['SCRIPT_NAME', script.name],
    ['PATH_INFO', script.rest],
  );
  for (const scope of child.scopesOf(x))
    for (const d of scope.directives)
      if (d.name.toLowerCase() === 'setenv') vars.push([d.args[0] ?? '', d.args[1] ?? '']);
  return vars;
}

export function documentRoot(child: Child, x: Exchange): string {
  const found = [child.config.main, x.host]
    .flatMap((h) => h.directives)
    .filter((d) => d.name.toLowerCase() === 'documentroot');
  return found.at(-1)?.args[0] ?? '/var/www/html';
}
