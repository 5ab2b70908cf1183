/** One operation while its options are being read. */
import type { Bytes } from '../../base/bytes.ts';
import type { Form } from './form.ts';
import { expand, fillIn } from './glob.ts';
import type { Job, Manner, Options, Output } from './options.ts';
import type { TimeCondition } from './time-cond.ts';

/** A URL and what was said for it; each is filled in as it comes. */
interface Node {
  readonly number: number;
  url: string | null;
  output: Output | null;
  upload: string | null | undefined;
}

export class Draft {
  readonly flags = new Set<string>();
  readonly texts = new Map<string, string>();
  readonly numbers = new Map<string, number>();
  readonly nodes: Node[] = [];
  readonly headers: string[] = [];
  readonly forms: Form[] = [];
  readonly cookies: string[] = [];
  readonly cookieFiles: string[] = [];
  readonly queries: string[] = [];
  readonly resolve: string[] = [];
  readonly connectTo: string[] = [];
  post: Bytes | null = null;
  since: TimeCondition | null = null;
  json = false;
  asked: 'head' | 'form' | null = null;
  protocols: ReadonlySet<string> | null = null;
  redirProtocols: ReadonlySet<string> | null = null;

  /** `number` counts the URLs of all operations. */
  constructor(private readonly numbering: { next: number }) {}

  url(text: string): void {
    this.free((node) => node.url === null).url = text;
  }

  output(output: Output): void {
    this.free((node) => node.output === null).output = output;
  }

  upload(file: string): void {
    this.free((node) => node.upload === undefined).upload = file === '' ? null : file;
  }

  /** The first URL that has none yet, or a place for one to come. */
  private free(open: (node: Node) => boolean): Node {
    const found = this.nodes.find(open);
    if (found) return found;
    const node: Node = { number: this.numbering.next++, url: null, output: null, upload: undefined };
    this.nodes.push(node);
    return node;
  }

  set(name: string, on: boolean): void {
    this.flags.delete(on ? `no-${name}` : name);
    this.flags.add(on ? name : `no-${name}`);
  }

  options(manner: Manner, stdin: Bytes): Options {
    const { flags, texts, numbers, headers, forms, cookies, cookieFiles, queries, resolve, connectTo } = this;
    const { post, since, json, asked, protocols, redirProtocols } = this;
    const jobs = this.nodes.flatMap((node) => (node.url === null ? [] : this.jobs(node, node.url)));
    const spare = this.nodes.some((node) => node.url === null);
    const lists = { headers, forms, cookies, cookieFiles, queries, resolve, connectTo };
    return {
      manner,
      jobs,
      flags,
      texts,
      numbers,
      ...lists,
      post,
      since,
      json,
      asked,
      protocols,
      redirProtocols,
      spare,
      stdin,
    };
  }

  private jobs(node: Node, typed: string): Job[] {
    const usual: Output = { kind: this.flags.has('remote-name-all') ? 'remote-name' : 'stdout' };
    const output = node.output ?? usual;
    const about = { typed, output, upload: node.upload ?? null, number: node.number, fault: null };
    if (this.flags.has('globoff')) return [{ ...about, url: typed }];
    const globbed = expand(typed);
    if (!globbed.ok) return [{ ...about, url: typed, fault: globbed.message }];
    const files = node.upload === null || node.upload === undefined ? null : expand(node.upload);
    const uploads = files?.ok === true ? files.urls.map((one) => one.url) : [about.upload];
    return uploads.flatMap((upload) =>
      globbed.urls.map(({ url, picks }) => ({
        ...about,
        url,
        upload,
        output: output.kind === 'file' ? { ...output, path: fillIn(output.path, picks) } : output,
      })),
    );
  }
}
