/** What a browser keeps between pages: cookies, answers, strict names, connections. */
import type { Sys } from '../../../machine/sys.ts';
import type { Header } from '../../../protocols/http1/index.ts';
import { fitsRequest, type Kept } from '../../../protocols/web/cache.ts';
import { CookieJar } from '../../../protocols/web/cookies.ts';
import { StrictHosts } from '../../../protocols/web/hsts.ts';
import { hrefOf, type WebUrl } from '../../../protocols/web/url.ts';
import { Pool } from './pool.ts';
import { BrowserSecurity } from './security.ts';

export interface Copy extends Kept {
  readonly reason: string;
  readonly size: number;
  /** Of pages and style sheets; of all else the size is enough. */
  readonly text: string;
}

/** Answers kept; the one that was not used for longest goes first. */
const MOST = 500;

export class Memory {
  readonly jar = new CookieJar();
  readonly strict = new StrictHosts();
  readonly pool: Pool;
  /** Hosts whose icon it has asked for. */
  readonly icons = new Set<string>();
  private readonly copies = new Map<string, Copy>();

  constructor(sys: Sys, known: ReadonlyMap<string, string>) {
    this.pool = new Pool(sys, new BrowserSecurity(sys), known);
  }

  /** The kept answer that fits this request, fresh or not. */
  copyFor(url: WebUrl, request: readonly Header[]): Copy | null {
    const found = this.copies.get(hrefOf(url));
    return found !== undefined && fitsRequest(found, request) ? found : null;
  }

  keep(url: WebUrl, copy: Copy): void {
    const key = hrefOf(url);
    this.copies.delete(key);
    this.copies.set(key, copy);
    const [oldest] = this.copies.keys();
    if (this.copies.size > MOST && oldest !== undefined) this.copies.delete(oldest);
  }

  forget(url: WebUrl): void {
    this.copies.delete(hrefOf(url));
  }
}
