/**
 * One visit: a page, what it names, what its style sheets name, its icon. Requests start as soon as the part of the page
 * that names them has come, as the preload scanner of a browser does. A picture that a sealed page names in the open is
 * asked for over https (W3C Mixed Content Level 2, section 4.1).
 */
import type { Eff, Task } from '../../../engine/task.ts';
import type { Cond } from '../../../engine/cond.ts';
import type { Sys } from '../../../machine/sys.ts';
import { readPage, readStyle, type Found } from '../../../protocols/web/page.ts';
import { hrefOf, originOf, resolveUrl, type WebUrl } from '../../../protocols/web/url.ts';
import { Fetcher, type Got } from './fetch.ts';
import type { Memory } from './memory.ts';
import type { BrowserPlan, VisitTarget } from './plan.ts';

/** Of one page, with all that its style sheets name. */
const MOST = 500;

export class Visit {
  private readonly tasks: Task[] = [];
  private readonly asked = new Set<string>();
  private readonly fetcher: Fetcher;
  private readonly changed: Cond;
  private busy = 0;
  private left = false;
  private icon = false;

  constructor(
    private readonly sys: Sys,
    private readonly memory: Memory,
    private readonly plan: BrowserPlan,
    private readonly start: WebUrl,
  ) {
    this.fetcher = new Fetcher(sys, memory, plan.client, () => this.left);
    this.changed = sys.cond();
  }

  /** Until everything has come, or the person has had enough: then they close it, and every connection with it. */
  *run(target: VisitTarget): Eff<void> {
    const { sys, plan } = this;
    const deadline = plan.giveUp === null ? Infinity : sys.now + plan.giveUp;
    this.spawn('page', this.page(target));
    while (this.busy > 0) {
      const left = deadline - sys.now;
      if (left <= 0) return this.leave();
      yield* sys.waitAny([this.changed], left === Infinity ? null : left);
    }
  }

  private leave(): void {
    this.left = true;
    for (const task of this.tasks) this.sys.world.sim.cancel(task);
    this.memory.pool.closeIdle();
  }

  private spawn(name: string, work: Eff<void>): void {
    this.busy++;
    this.tasks.push(this.sys.thread(name, this.counted(work)));
  }

  private *counted(work: Eff<void>): Eff<void> {
    try {
      yield* work;
    } finally {
      this.busy--;
      this.changed.notifyAll();
    }
  }

  private *page(target: VisitTarget): Eff<void> {
    const { method, body, headers } = target;
    const url = resolveUrl(target.path.startsWith('/') ? target.path : `/${target.path}`, this.start) ?? this.start;
    const onText = (at: WebUrl, req: number, text: string): void => this.scan(at, req, text);
    const job = { url, method, body, given: headers, resource: 'document', page: null, onText };
    const got = yield* this.fetcher.fetch(job);
    if (got === null) return;
    const isPage = got.type === 'text/html' || got.type === 'application/xhtml+xml';
    if (isPage) this.scan(got.url, got.req, got.text);
    for (const path of target.subresources) this.ask({ url: path, kind: 'other' }, got.url, got);
    if (isPage && this.plan.favicon && !this.icon) this.askIcon(got);
  }

  private scan(url: WebUrl, req: number, text: string): void {
    const { base, found } = readPage(text);
    const from = base === null ? url : (resolveUrl(base, url) ?? url);
    for (const one of found) this.ask(one, from, { url, req });
  }

  /** Once per host; what a page names itself is asked for like any picture. */
  private askIcon(page: Got): void {
    const { icons } = this.memory;
    const origin = originOf(page.url);
    if (icons.has(origin)) return;
    icons.add(origin);
    this.ask({ url: '/favicon.ico', kind: 'icon' }, page.url, page);
  }

  /** Everything once per page. */
  private ask({ url: text, kind }: Found, from: WebUrl, page: Pick<Got, 'url' | 'req'>): void {
    if (kind === 'icon') this.icon = true;
    const named = resolveUrl(text, from);
    if (named === null) return;
    const sealed = page.url.scheme === 'https' && named.scheme === 'http' && (kind === 'image' || kind === 'media');
    const url: WebUrl = sealed ? { ...named, scheme: 'https', port: named.port === 80 ? 443 : named.port } : named;
    if (this.asked.has(hrefOf(url)) || this.asked.size >= MOST) return;
    this.asked.add(hrefOf(url));
    this.spawn(kind, this.resource(url, kind, page));
  }

  private *resource(url: WebUrl, resource: string, page: Pick<Got, 'url' | 'req'>): Eff<void> {
    const job = { url, method: 'GET', body: null, given: [], resource, page, onText: null };
    const got = yield* this.fetcher.fetch(job);
    if (got === null || resource !== 'style' || got.status !== 200) return;
    for (const one of readStyle(got.text)) this.ask(one, got.url, page);
  }
}
