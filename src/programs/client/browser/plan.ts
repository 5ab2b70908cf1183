import type { LoadPlan, LoadTarget } from '../load.ts';

export interface VisitTarget extends LoadTarget {
  /** Besides what the page names: what a script would load, say. */
  readonly subresources: readonly string[];
}

/** A load plan whose requests are visits: each a page with all that it needs. */
export interface BrowserPlan extends LoadPlan {
  readonly targets: readonly VisitTarget[];
  /** Ask each host once for /favicon.ico where the page names no icon. */
  readonly favicon: boolean;
  /**
   * Everybody comes with a browser that knows nothing yet (`new`), or all visits are made by one (`same`). The users of
   * a closed loop have one each in either case.
   */
  readonly people: 'new' | 'same';
}
