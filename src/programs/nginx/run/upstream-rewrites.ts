/** What proxy_redirect, proxy_cookie_domain, proxy_cookie_path and proxy_cookie_flags make of an answer's headers (ngx_http_proxy_module.c). */
import { compileRegex } from '../conf/regex.ts';
import { capture } from '../http/variables.ts';
import type { Req } from '../http/request.ts';
import { lists } from '../http/settings.ts';
import type { ProxyTarget } from './proxy-target.ts';
import type { WorkerState } from './worker-state.ts';

/** One rule tried on a text: what becomes of it, or null when the rule is not for it. */
function byRegex(worker: WorkerState, r: Req, pattern: string, caseless: boolean, to: string, text: string) {
  const compiled = compileRegex(pattern.replace(/^~\*?/, ''), caseless || pattern.startsWith('~*'));
  const match = compiled.ok ? compiled.regex.regexp.exec(text) : null;
  if (match === null) return null;
  capture(r, match);
  return worker.variables.source(to, r);
}

/** proxy_redirect: the first rule that fits; null when none does. */
export function rewriteRedirect(worker: WorkerState, r: Req, location: string, target: ProxyTarget): string | null {
  const rules = lists(r.level, 'proxy_redirect');
  const pairs: { readonly from: string; readonly to: string }[] = [];
  if (rules.length === 0 && target.redirect !== null) pairs.push(target.redirect);
  for (const d of rules) {
    const [from = '', to] = d.args;
    if (to === undefined && from === 'default') {
      if (target.redirect !== null) pairs.push(target.redirect);
    } else if (to !== undefined) pairs.push({ from, to });
  }
  for (const { from, to } of pairs) {
    if (from.startsWith('~')) {
      const changed = byRegex(worker, r, from, false, to, location);
      if (changed !== null) return changed;
      continue;
    }
    const prefix = worker.variables.source(from, r);
    if (location.startsWith(prefix)) return worker.variables.source(to, r) + location.slice(prefix.length);
  }
  return null;
}

/** `5; url=/next`: the address is one that redirects, too. */
export function rewriteRefresh(worker: WorkerState, r: Req, value: string, target: ProxyTarget): string {
  const at = value.toLowerCase().indexOf('url=');
  if (at < 0) return value;
  return value.slice(0, at + 4) + (rewriteRedirect(worker, r, value.slice(at + 4), target) ?? value.slice(at + 4));
}

/** An attribute's new value by the first rule of the directive that fits. */
function changedAttribute(worker: WorkerState, r: Req, name: 'domain' | 'path', old: string): string | null {
  for (const d of lists(r.level, `proxy_cookie_${name}`)) {
    const [from = '', to] = d.args;
    if (to === undefined) continue;
    if (from.startsWith('~')) {
      const changed = byRegex(worker, r, from, name === 'domain', to, old);
      if (changed !== null) return changed;
      continue;
    }
    const wanted = worker.variables.source(from, r);
    const text = worker.variables.source(to, r);
    if (name === 'path') {
      if (old.startsWith(wanted)) return text + old.slice(wanted.length);
      continue;
    }
    // A dot before a domain says nothing, here and there; the cookie's own stays.
    const [, dot = '', host = ''] = /^(\.?)(.*)$/s.exec(old) ?? [];
    if (host.toLowerCase() === wanted.replace(/^\./, '').toLowerCase()) return dot + text;
  }
  return null;
}

/** proxy_cookie_domain, proxy_cookie_path and proxy_cookie_flags. */
export function rewriteCookie(worker: WorkerState, r: Req, value: string): string {
  const [pair = '', ...attributes] = value.split(';');
  const changed = attributes.map((attribute) => {
    const m = /^(\s*)(domain|path)(\s*=\s*)(.*?)\s*$/is.exec(attribute);
    if (m === null) return attribute;
    const name = (m[2] ?? '').toLowerCase() === 'path' ? 'path' : 'domain';
    const next = changedAttribute(worker, r, name, m[4] ?? '');
    return next === null ? attribute : `${m[1] ?? ''}${m[2] ?? ''}${m[3] ?? ''}${next}`;
  });
  return withFlags(worker, r, [pair, ...changed].join(';'));
}

const FLAG_TEXTS: Readonly<Record<string, string>> = { secure: 'Secure', httponly: 'HttpOnly' };

/** proxy_cookie_flags: the first rule for the cookie's name. */
function withFlags(worker: WorkerState, r: Req, value: string): string {
  const name = value.split('=')[0] ?? '';
  const rule = lists(r.level, 'proxy_cookie_flags').find((d) => {
    const wanted = d.args[0] ?? '';
    if (!wanted.startsWith('~')) return worker.variables.source(wanted, r).toLowerCase() === name.toLowerCase();
    const compiled = compileRegex(wanted.slice(1), true);
    return compiled.ok && compiled.regex.regexp.test(name);
  });
  let out = value;
  for (const source of rule?.args.slice(1) ?? []) {
    const word = worker.variables.source(source, r).toLowerCase();
    const site = /^samesite=(\w)(\w*)$/.exec(word);
    const text =
      site === null ? FLAG_TEXTS[word.replace(/^no/, '')] : `SameSite=${(site[1] ?? '').toUpperCase()}${site[2] ?? ''}`;
    const attribute = word === 'nosamesite' ? 'SameSite' : text?.split('=')[0];
    if (attribute === undefined) continue;
    const without = out.replace(new RegExp(`;\\s*${attribute}(?:=[^;]*)?(?=;|$)`, 'i'), '');
    out = word.startsWith('no') ? without : `${site === null && without !== out ? out : `${without}; ${text ?? ''}`}`;
  }
  return out;
}
