/**
 * What a page needs besides itself, as a browser's preload scanner finds it: a pass over the tags that builds no tree
 * and runs no script (so what JavaScript would load, srcset, frames and fonts' descriptors by name are not followed).
 */
export type ResourceKind = 'style' | 'script' | 'image' | 'font' | 'icon' | 'media' | 'other';

export interface Found {
  /** As written, entities decoded. */
  readonly url: string;
  readonly kind: ResourceKind;
}

export interface Page {
  /** Of the first <base href>, or null. */
  readonly base: string | null;
  readonly found: readonly Found[];
}

/** Of one page. */
const MOST = 300;

const TAG = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"']){0,4000})>/gi;
const ATTRIBUTE = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
/** Their content is no markup; noscript is none to a browser that has scripts. */
const RAW: ReadonlySet<string> = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'noscript',
  'template',
  'iframe',
  'xmp',
]);

/** May be called again as more of the page arrives: a tag counts once its end is there. */
export function readPage(html: string): Page {
  const found: Found[] = [];
  let base: string | null = null;
  const tags = new RegExp(TAG);
  for (let match = tags.exec(html); match !== null && found.length < MOST; match = tags.exec(html)) {
    const name = (match[2] ?? '').toLowerCase();
    if (name === '' || match[1] === '/') continue;
    const attributes = attributesOf(match[3] ?? '');
    if (name === 'base') base ??= attributes.get('href') ?? null;
    found.push(...named(name, attributes));
    const inline = attributes.get('style');
    if (inline !== undefined) found.push(...readStyle(inline));
    if (!RAW.has(name)) continue;
    const from = tags.lastIndex;
    const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
    end.lastIndex = from;
    const until = end.exec(html)?.index;
    if (until === undefined) break;
    if (name === 'style') found.push(...readStyle(html.slice(from, until)));
    tags.lastIndex = until;
  }
  return { base, found: found.slice(0, MOST) };
}

function named(name: string, attributes: ReadonlyMap<string, string>): Found[] {
  const of = (key: string, kind: ResourceKind): Found[] => {
    const url = attributes.get(key);
    return url === undefined || url.trim() === '' ? [] : [{ url, kind }];
  };
  switch (name) {
    case 'img':
      return of('src', 'image');
    case 'input':
      return attributes.get('type')?.toLowerCase() === 'image' ? of('src', 'image') : [];
    case 'script':
      return of('src', 'script');
    case 'video':
      return [...of('poster', 'image'), ...of('src', 'media')];
    case 'audio':
    case 'track':
      return of('src', 'media');
    case 'embed':
      return of('src', 'other');
    case 'link':
      return link(attributes, of);
    default:
      return [];
  }
}

/** What `as` of a preload names. */
const PRELOADED: Readonly<Record<string, ResourceKind>> = {
  style: 'style',
  script: 'script',
  image: 'image',
  font: 'font',
  audio: 'media',
  video: 'media',
};

function link(attributes: ReadonlyMap<string, string>, of: (key: string, kind: ResourceKind) => Found[]): Found[] {
  const rel = new Set((attributes.get('rel') ?? '').toLowerCase().split(/\s+/));
  if (rel.has('stylesheet')) return rel.has('alternate') || attributes.has('disabled') ? [] : of('href', 'style');
  if (rel.has('icon')) return of('href', 'icon');
  if (rel.has('modulepreload')) return of('href', 'script');
  if (rel.has('manifest')) return of('href', 'other');
  if (!rel.has('preload')) return [];
  const as = (attributes.get('as') ?? '').toLowerCase();
  return Object.hasOwn(PRELOADED, as) ? of('href', PRELOADED[as] ?? 'other') : [];
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(ATTRIBUTE)) {
    const name = (match[1] ?? '').toLowerCase();
    if (!found.has(name)) found.set(name, decoded(match[2] ?? match[3] ?? match[4] ?? ''));
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });

const CSS =
  /\/\*[\s\S]*?(?:\*\/|$)|(@import\s+)?url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')|(@font-face)|(\})/gi;

/** Addresses in a style sheet: imports, pictures, fonts. They are relative to the sheet. */
export function readStyle(css: string): readonly Found[] {
  const found: Found[] = [];
  let font = false;
  for (const match of css.matchAll(CSS)) {
    if (match[7] !== undefined) font = true;
    if (match[8] !== undefined) font = false;
    const imported = match[5] ?? match[6];
    const url = match[2] ?? match[3] ?? match[4] ?? imported;
    if (url === undefined || url === '') continue;
    found.push({ url, kind: match[1] !== undefined || imported !== undefined ? 'style' : font ? 'font' : 'image' });
    if (found.length >= MOST) break;
  }
  return found;
}
