/** What a teacher's link leaves out: panels that are not shown, files that can be read and not changed. */
export const PANELS = ['lesson', 'code', 'dock'] as const;
export type Panel = (typeof PANELS)[number];

export interface Limits {
  readonly hide: readonly Panel[];
  /** All files are for reading. */
  readonly locked: boolean;
}

export const NO_LIMITS: Limits = { hide: [], locked: false };
