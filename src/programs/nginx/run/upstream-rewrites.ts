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

/** One part of a cookie between its semicolons; no value: a flag. */
interface Attribute {
  readonly name: string;
  readonly value: string | null;
}

/**
 * proxy_cookie_domain, proxy_cookie_path and proxy_cookie_flags. A cookie that a rule is for is taken apart and put together
 * anew (ngx_http_proxy_rewrite_cookie), any other passes as it came.
 */
export function rewriteCookie(worker: WorkerState, r: Req, value: string): string {
  const [pair = '', ...rest] = value.split(';').map((part) => part.trim());
  const attributes = rest.map((part): Attribute => {
    const at = part.indexOf('=');
    return at < 0
      ? { name: part, value: null }
      : { name: part.slice(0, at).trimEnd(), value: part.slice(at + 1).trimStart() };
  });
  let touched = false;
  const changed = attributes.map((attribute) => {
    const name = attribute.name.toLowerCase();
    if (attribute.value === null || (name !== 'domain' && name !== 'path')) return attribute;
    const next = changedAttribute(worker, r, name, attribute.value);
    if (next === null) return attribute;
    touched = true;
    return { name: attribute.name, value: next };
  });
  const flags = flagsFor(worker, r, pair.split('=')[0] ?? '');
  if (!touched && flags === null) return value;
  const shown = withFlags(changed, flags ?? []).map((a) => (a.value === null ? a.name : `${a.name}=${a.value}`));
  return [pair, ...shown].join('; ');
}

/** proxy_cookie_flags: what the first rule for the cookie's name wants, null when none is for it. */
function flagsFor(worker: WorkerState, r: Req, name: string): readonly string[] | null {
  const rule = lists(r.level, 'proxy_cookie_flags').find((d) => {
    const wanted = d.args[0] ?? '';
    if (!wanted.startsWith('~')) return worker.variables.source(wanted, r).toLowerCase() === name.toLowerCase();
    const compiled = compileRegex(wanted.slice(1), true);
    return compiled.ok && compiled.regex.regexp.test(name);
  });
  return rule?.args.slice(1).map((source) => worker.variables.source(source, r).toLowerCase()) ?? null;
}

/** What is there already stays in its place, what is missing comes last, in this order. */
function withFlags(attributes: readonly Attribute[], wanted: readonly string[]): readonly Attribute[] {
  let out = [...attributes];
  for (const name of ['Secure', 'HttpOnly', 'SameSite']) {
    const key = name.toLowerCase();
    const word = wanted.findLast((w) => w === key || w === `no${key}` || w.startsWith(`${key}=`));
    if (word === undefined) continue;
    const is = (a: Attribute): boolean => a.name.toLowerCase() === key;
    if (word.startsWith('no')) out = out.filter((a) => !is(a));
    else {
      const [, site = ''] = word.split('=');
      const made = { name, value: site === '' ? null : site.charAt(0).toUpperCase() + site.slice(1) };
      if (!out.some(is)) out.push(made);
      else if (made.value !== null) out = out.map((a) => (is(a) ? made : a));
    }
  }
  return out;
}
