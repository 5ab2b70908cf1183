/**
 * The words that lesson Markdown has beyond CommonMark and GFM, and what they may carry. ELEMENTS.md explains each of
 * them to authors and to the page; this table is what the compiler enforces.
 */
const STATES = ['wait', 'run', 'io', 'send', 'err', 'free'] as const;

export const PLACES = ['street', 'door', 'line', 'pickup', 'counter', 'manager', 'kitchen'] as const;

interface InlineRule {
  readonly tag: string;
  /** Attributes of the element, as written `{name=value}`; `#id` is named here too. */
  readonly attributes: readonly string[];
  /** Attributes that are set whatever is written. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** The text in brackets becomes this attribute too. */
  readonly text?: string;
}

const state = (name: string): InlineRule => ({ tag: 'x-state', attributes: [], fixed: { state: name } });

/** `:name[text]{attributes}`. Every one needs its brackets: a bare `app:app` or `:8000` stays what it is. */
export const INLINE: Readonly<Record<string, InlineRule>> = {
  ...Object.fromEntries(STATES.map((name) => [name, state(name)])),
  num: { tag: 'x-num', attributes: [], text: 'knob' },
  cmd: { tag: 'x-cmd', attributes: [], text: 'command' },
  at: { tag: 'x-at', attributes: ['moment'] },
  file: { tag: 'x-file', attributes: ['path', 'line'] },
  place: { tag: 'x-place', attributes: ['place'] },
};

/** `::name[text]{attributes}` on a line of its own. */
export const LEAF = {
  step: { attributes: ['id'] },
  bar: { tag: 'x-bar', attributes: ['spans', 'req'] },
  grid: { tag: 'x-grid', attributes: ['servers', 'frameworks'] },
} as const;

/** `:::name … :::` around paragraphs and lists. */
export const CONTAINERS = ['predict', 'task', 'hints', 'mistakes', 'analogy', 'links', 'note'] as const;

/** Attributes per element of ours, for the sanitiser. */
export const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  'x-state': ['state'],
  'x-num': ['knob'],
  'x-cmd': ['command'],
  'x-at': ['moment'],
  'x-file': ['path', 'line'],
  'x-place': ['place'],
  'x-bar': ['spans', 'req'],
  'x-grid': ['servers', 'frameworks'],
  'x-note': [],
};
