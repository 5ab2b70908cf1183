/** Random nginx configurations: grown from the directive table along its contexts, then bent by mutation of the text. */
import {
  allowedIn,
  DIRECTIVES,
  type ContextLetter,
  type DirectiveSpec,
} from '../../programs/nginx/conf/table/table.ts';
import { argumentsOf, drawable } from './conf-values.ts';
import { Pick } from './pick.ts';

const SIMPLE = DIRECTIVES.filter((spec) => !spec.block && drawable(spec));
/** Directives that a configuration is really made of come more often than their share of the table. */
const COMMON = SIMPLE.filter((spec) =>
  /^(listen|server_name|root|alias|return|rewrite|set|proxy_pass|proxy_set_header|try_files|error_page|add_header|expires|allow|deny|index|gzip|limit_req|limit_conn|server|access_log|uwsgi_pass|fastcgi_pass)$/.test(
    spec.name,
  ),
);

const CONTEXTS: readonly ContextLetter[] = ['m', 'e', 'h', 's', 'l', 'u', 'S', 'L', 'x'];
const inContext = new Map<ContextLetter, readonly DirectiveSpec[]>(
  CONTEXTS.map((context) => [context, SIMPLE.filter((spec) => allowedIn(spec, context))]),
);
const commonIn = new Map<ContextLetter, readonly DirectiveSpec[]>(
  CONTEXTS.map((context) => [context, COMMON.filter((spec) => allowedIn(spec, context))]),
);

const BLOCKS: Readonly<Record<ContextLetter, readonly (readonly [string, ContextLetter])[]>> = {
  m: [],
  e: [],
  h: [
    ['server', 's'],
    ['server', 's'],
    ['upstream', 'u'],
    ['map', 'm'],
    ['geo', 'm'],
    ['types', 'm'],
    ['split_clients', 'm'],
  ],
  s: [
    ['location', 'l'],
    ['location', 'l'],
    ['location', 'l'],
    ['if', 'S'],
    ['types', 'm'],
  ],
  l: [
    ['location', 'l'],
    ['if', 'L'],
    ['limit_except', 'x'],
    ['types', 'm'],
  ],
  u: [],
  S: [],
  L: [],
  x: [],
};

const LINES: Readonly<Record<string, readonly string[]>> = {
  map: [
    'default 0;',
    '/a 1;',
    '~^/b 2;',
    '"~*x y" 3;',
    'hostnames;',
    '*.a 4;',
    '~( 5;',
    'volatile;',
    'a b c;',
    'default 1;',
    '/a 2;',
  ],
  geo: ['default 0;', '10.0.0.0/8 1;', '127.0.0.1 2;', 'ranges;', '127.0.0.1-127.0.0.9 3;', 'x 4;', 'proxy 10.0.0.1;'],
  types: ['text/html html htm;', 'a/b c;', 'text/x;', 'text/y html;'],
  split_clients: ['10% a;', '* b;', '50.5% c;', '60% d;', 'x e;', '0% f;'],
};

const ZONES = [
  'limit_req_zone $binary_remote_addr zone=r1:1m rate=10r/s;',
  'limit_conn_zone $binary_remote_addr zone=c1:1m;',
];

class Grower {
  private readonly lines: string[] = [];
  private readonly pick: Pick;
  private readonly care: number;

  constructor(pick: Pick, care: number) {
    this.pick = pick;
    this.care = care;
  }

  text(): string {
    const { pick } = this;
    this.directives('m', 0, 0, 2);
    if (pick.chance(0.95)) this.block('events', '', 'e', 0);
    if (pick.chance(0.97)) this.block('http', '', 'h', 0);
    return `${this.lines.join('\n')}\n`;
  }

  private directives(context: ContextLetter, depth: number, low: number, high: number): void {
    const { pick } = this;
    for (const spec of pick.some(low, high, () => this.draw(context))) {
      const words = argumentsOf(pick, spec, this.care);
      this.line(depth, `${spec.name}${words === '' ? '' : ` ${words}`};${pick.chance(0.05) ? ' # note' : ''}`);
    }
  }

  private draw(context: ContextLetter): DirectiveSpec {
    const { pick } = this;
    if (!pick.chance(this.care)) return pick.of(SIMPLE);
    const common = commonIn.get(context) ?? [];
    return common.length > 0 && pick.chance(0.6) ? pick.of(common) : pick.of(inContext.get(context) ?? SIMPLE);
  }

  private block(name: string, words: string, context: ContextLetter, depth: number): void {
    const { pick } = this;
    this.line(depth, `${name}${words === '' ? '' : ` ${words}`} {`);
    if (name === 'http' && pick.chance(0.8)) for (const zone of ZONES) this.line(1, zone);
    const lines = LINES[name];
    if (lines)
      for (const line of pick.some(0, 4, () => pick.of(pick.chance(this.care) ? lines.slice(0, 3) : lines)))
        this.line(depth + 1, line);
    else if (name === 'upstream') {
      if (pick.chance(0.9)) this.line(depth + 1, 'server 127.0.0.1:8000;');
      this.directives('u', depth + 1, 0, 3);
    } else {
      this.directives(context, depth + 1, 0, depth === 0 ? 3 : 4);
      if (depth < 4) for (const [inner, next] of this.inner(context)) this.inside(inner, next, depth + 1);
    }
    this.line(depth, '}');
  }

  private inner(context: ContextLetter): readonly (readonly [string, ContextLetter])[] {
    const choices = BLOCKS[context];
    return choices.length === 0
      ? []
      : this.pick.some(context === 'h' ? 1 : 0, context === 'h' ? 4 : 2, () => this.pick.of(choices));
  }

  private inside(name: string, context: ContextLetter, depth: number): void {
    const spec = DIRECTIVES.find((one) => one.name === name && one.block);
    this.block(name, spec && name !== 'server' ? argumentsOf(this.pick, spec, this.care) : '', context, depth);
  }

  private line(depth: number, text: string): void {
    this.lines.push('    '.repeat(depth) + text);
  }
}

const BENT = [';', '{', '}', '"', "'", '\\', '#', '$', ' ', '\n', '\t', '\r', '${', '\u00a0', '；', '', '', ''];

/** One to three small accidents: what a tired person does to a file. */
function mutate(pick: Pick, text: string): string {
  let now = text;
  for (let i = pick.int(1, 3); i > 0; i--) {
    const at = pick.int(0, now.length);
    const lines = now.split('\n');
    const line = pick.int(0, lines.length - 1);
    switch (pick.int(0, 5)) {
      case 0:
        now = now.slice(0, at) + pick.of(BENT) + now.slice(at);
        break;
      case 1:
        now = now.slice(0, at) + now.slice(at + 1);
        break;
      case 2:
        now = now.slice(0, at) + pick.of(BENT) + now.slice(at + 1);
        break;
      case 3:
        now = lines.toSpliced(line, 1).join('\n');
        break;
      case 4:
        now = lines.toSpliced(line, 0, lines[pick.int(0, lines.length - 1)] ?? '').join('\n');
        break;
      case 5:
        now = pick.chance(0.3) ? now.slice(0, at) : now;
        break;
    }
  }
  return now;
}

/** The configuration of one round: whole ones first, every third one bent. */
export function randomConf(seed: number): string {
  const pick = new Pick(seed, 'fuzz/conf');
  // Every second one is written with care, so that what nginx checks last is reached too.
  const text = new Grower(pick, seed % 2 === 0 ? 0.995 : 0.9).text();
  return seed % 3 === 2 ? mutate(pick, text) : text;
}
