/** Server side includes: `<!--# command parameter="value" -->` (ngx_http_ssi_filter_module.c). */
import { latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { compileRegex } from '../conf/regex.ts';
import { escapeHtml } from '../http/escape.ts';
import type { Req } from '../http/request.ts';
import { flag } from '../http/settings.ts';
import { escapeUri, unsafeUri } from '../http/uri.ts';
import { strftime } from '../http/dates.ts';
import type { Include } from './body-filters.ts';
import type { WorkerState } from './worker-state.ts';

const COMMAND = /<!--#\s*([a-z]*)((?:[^"'-]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-(?!->))*)-->/gis;
const PARAMETER = /([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/gi;
const ERROR = '[an error occurred while processing the directive]';

/** One `if`: has a branch been taken, and is this one it? */
interface Branch {
  taken: boolean;
  open: boolean;
}

/** The page with its commands carried out, in the pieces in which it is passed on: an include stands alone. */
export function ssi(worker: WorkerState, r: Req, page: string, include: Include): Eff<Bytes[]> {
  return new Script(worker, r, include).run(page);
}

class Script {
  private readonly pieces: Bytes[] = [];
  private text = '';
  private readonly branches: Branch[] = [];
  private block: { readonly name: string; readonly from: number } | null = null;
  private readonly blocks = new Map<string, string>();
  private message = ERROR;
  private timeFormat = '%A, %d-%b-%Y %H:%M:%S %Z';

  constructor(
    private readonly worker: WorkerState,
    private readonly r: Req,
    private readonly include: Include,
  ) {}

  *run(page: string): Eff<Bytes[]> {
    let done = 0;
    for (const found of page.matchAll(COMMAND)) {
      const [whole, command = '', words = ''] = found;
      this.write(page.slice(done, found.index));
      done = found.index + whole.length;
      const given = new Map<string, string>();
      for (const [, name = '', double, single] of words.matchAll(PARAMETER))
        given.set(name.toLowerCase(), (double ?? single ?? '').replace(/\\(.)/g, '$1'));
      yield* this.carryOut(command.toLowerCase(), given, page, done - whole.length, done);
    }
    this.write(page.slice(done));
    this.flush();
    return this.pieces;
  }

  private get shown(): boolean {
    return this.block === null && this.branches.every((b) => b.open);
  }

  private write(text: string): void {
    if (this.shown) this.text += text;
  }

  private flush(): void {
    if (this.text !== '') this.pieces.push(latin1(this.text));
    this.text = '';
  }

  private fail(text: string): void {
    this.worker.error(this.r, 'error', text);
    if (!flag(this.r.level, 'ssi_silent_errors', false)) this.write(this.message);
  }

  private *carryOut(
    command: string,
    given: ReadonlyMap<string, string>,
    page: string,
    start: number,
    end: number,
  ): Eff<void> {
    if (this.block !== null && command !== 'endblock') return;
    if (this.conditional(command, given) || !this.branches.every((b) => b.open)) return;
    switch (command) {
      case 'include':
        return yield* this.included(given);
      case 'echo':
        return this.echo(given);
      case 'set':
        return void this.r.ssi.set(given.get('var') ?? '', this.expand(given.get('value') ?? ''));
      case 'config':
        this.message = given.get('errmsg') ?? this.message;
        this.timeFormat = given.get('timefmt') ?? this.timeFormat;
        return;
      case 'block':
        this.block = { name: given.get('name') ?? '', from: end };
        return;
      case 'endblock':
        if (this.block !== null) this.blocks.set(this.block.name, page.slice(this.block.from, start));
        this.block = null;
        return;
      default:
        this.fail(`invalid SSI command: "${command}"`);
    }
  }

  /** if, elif, else, endif: true when it was one of them. */
  private conditional(command: string, given: ReadonlyMap<string, string>): boolean {
    const innermost = this.branches.at(-1);
    const outside = this.branches.slice(0, -1).every((b) => b.open);
    switch (command) {
      case 'if': {
        const open = this.branches.every((b) => b.open) && this.holds(given.get('expr') ?? '');
        this.branches.push({ open, taken: open });
        return true;
      }
      case 'elif':
      case 'else':
        if (innermost === undefined) return false;
        innermost.open = !innermost.taken && outside && (command === 'else' || this.holds(given.get('expr') ?? ''));
        innermost.taken ||= innermost.open;
        return true;
      case 'endif':
        this.branches.pop();
        return true;
      default:
        return false;
    }
  }

  private *included(given: ReadonlyMap<string, string>): Eff<void> {
    const { r } = this;
    const file = given.get('file');
    const named = this.expand(file ?? given.get('virtual') ?? '');
    const slash = r.uri.lastIndexOf('/') + 1;
    const target = unsafeUri(named.startsWith('/') ? named : r.uri.slice(0, slash) + named);
    if (named === '' || target === null) return this.fail(`unsafe URI "${named}" was detected`);
    const question = r.subrequest(target.args === '' ? target.uri : `${target.uri}?${target.args}`);
    const answer = yield* this.include(question);
    const into = given.get('set');
    const stub = this.blocks.get(given.get('stub') ?? '');
    if (into !== undefined) {
      r.ssi.set(into, answer.map((piece) => String.fromCharCode(...piece)).join(''));
    } else if (stub !== undefined && (answer.length === 0 || question.status >= 300)) this.write(stub);
    else {
      this.flush();
      this.pieces.push(...answer);
    }
  }

  private echo(given: ReadonlyMap<string, string>): void {
    const name = given.get('var') ?? '';
    const value = this.value(name) ?? given.get('default') ?? '(none)';
    const encoding = given.get('encoding') ?? 'entity';
    this.write(encoding === 'none' ? value : encoding === 'url' ? escapeUri(value) : escapeHtml(value));
  }

  /** Set in the page, or a variable of nginx's. */
  private value(name: string): string | null {
    const { r, worker } = this;
    const lower = name.toLowerCase();
    if (lower === 'date_local' || lower === 'date_gmt')
      return strftime(this.timeFormat, worker.sys.clock / 1e6, lower === 'date_gmt' ? 'GMT' : 'UTC');
    return r.ssi.get(name) ?? worker.variables.find(lower, r);
  }

  private expand(text: string): string {
    return text.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (_, braced?: string, bare?: string) => this.value(braced ?? bare ?? '') ?? '',
    );
  }

  /** `$var`, `$var = text`, `$var != text`, `$var = /regex/` */
  private holds(expression: string): boolean {
    const [, left = '', negative, right = ''] = /^(.*?)\s*(?:(!?)=\s*(.*?)\s*)?$/s.exec(expression) ?? [];
    const value = this.expand(left.trim());
    if (negative === undefined) return value !== '';
    const plain = right.replace(/^'(.*)'$/s, '$1');
    if (!/^\/.*\/$/s.test(plain)) return (value === this.expand(plain)) !== (negative === '!');
    const compiled = compileRegex(plain.slice(1, -1), false);
    const match = compiled.ok ? compiled.regex.regexp.exec(value) : null;
    for (const [i, text] of (match ?? []).entries()) this.r.ssi.set(String(i), text ?? '');
    return (match !== null) !== (negative === '!');
  }
}
