/** valid_referers: is the page that the request came from one of those (ngx_http_referer_module.c)? */
import { compileRegex } from '../conf/regex.ts';
import type { Req } from './request.ts';
import { lists } from './settings.ts';

export function invalidReferer(r: Req): boolean {
  const rules = lists(r.level, 'valid_referers').flatMap((d) => d.args);
  if (rules.length === 0) return false;
  const referer = r.header('referer');
  if (referer === undefined) return !rules.includes('none');
  const text = /^https?:\/\/(.+)$/is.exec(referer)?.[1];
  if (text === undefined) return !rules.includes('blocked');
  const host = (/^[^/:]*/.exec(text)?.[0] ?? '').toLowerCase();
  const path = /\/.*$/s.exec(text)?.[0] ?? '/';
  return !rules.some((rule) => {
    if (rule === 'none' || rule === 'blocked') return false;
    if (rule === 'server_names') return r.server.names.some(({ name }) => fits(name.toLowerCase(), host));
    if (rule.startsWith('~')) {
      const compiled = compileRegex(rule.slice(1), true);
      return compiled.ok && compiled.regex.regexp.test(text);
    }
    const slash = rule.indexOf('/');
    const name = slash < 0 ? rule : rule.slice(0, slash);
    return fits(name.toLowerCase(), host) && (slash < 0 || path.startsWith(rule.slice(slash)));
  });
}

/** A name, `*.name`, `.name` or `name.*`. */
function fits(name: string, host: string): boolean {
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  if (name.startsWith('.')) return host === name.slice(1) || host.endsWith(name);
  return name.endsWith('.*') ? host.startsWith(name.slice(0, -1)) : host === name;
}
