/** What a command line of curl's asks for: one operation after another (--next), and the manner of them all. */
import type { Bytes } from '../../base/bytes.ts';
import type { Form } from './form.ts';
import type { TimeCondition } from './time-cond.ts';

export const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n";

export type Output =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'remote-name' };

/** One transfer. */
export interface Job {
  /** One of those that a pattern stands for. */
  readonly url: string;
  /** As it was typed. */
  readonly typed: string;
  /** The pattern makes no sense: curl's words for it. */
  readonly fault: string | null;
  readonly output: Output;
  /** -T: the file, `-` for standard input. */
  readonly upload: string | null;
  /** Which URL of the command line it is, from 0. */
  readonly number: number;
}

/** What holds for all operations, wherever it stands on the command line. */
export interface Manner {
  readonly silent: boolean;
  readonly showError: boolean;
  /** -v, --trace, --trace-ascii. */
  readonly trace: 'none' | 'plain' | 'binary' | 'ascii';
  /** Where that goes: a file, `-`, or with the errors (null). */
  readonly traceTo: string | null;
  readonly traceTime: boolean;
  readonly meter: boolean;
  /** -#: a bar instead of the table. */
  readonly bar: boolean;
  readonly failEarly: boolean;
  readonly styled: boolean;
  /** -Z: how many at once; 0 for one after the other. */
  readonly parallel: number;
  /** --rate: milliseconds from one transfer to the next. */
  readonly pace: number;
  /** --stderr: a file, `-` for standard output. */
  readonly errors: string | null;
}

export interface Options {
  readonly manner: Manner;
  readonly jobs: readonly Job[];
  /** Switches that are on, and `no-NAME` for those that were put off. */
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly headers: readonly string[];
  /** -d and its kin, put together; null without them. */
  readonly post: Bytes | null;
  /** --json was among them. */
  readonly json: boolean;
  readonly forms: readonly Form[];
  /** -b name=value */
  readonly cookies: readonly string[];
  /** -b FILE */
  readonly cookieFiles: readonly string[];
  /** --url-query, as it is to be appended. */
  readonly queries: readonly string[];
  readonly resolve: readonly string[];
  readonly connectTo: readonly string[];
  /** --proto and --proto-redir: the only ones; null for the usual. */
  readonly protocols: ReadonlySet<string> | null;
  readonly redirProtocols: ReadonlySet<string> | null;
  readonly since: TimeCondition | null;
  /** -I and -F say at once what kind of request it is. */
  readonly asked: 'head' | 'form' | null;
  /** There are outputs (-o) that no URL came for. */
  readonly spare: boolean;
  /** What came by standard input, where an option asks for it. */
  readonly stdin: Bytes;
}

export type Parsed =
  | { readonly ok: true; readonly operations: readonly Options[]; readonly said: string }
  | {
      readonly ok: false;
      readonly message: string;
      readonly code: number;
      readonly errors: string | null;
      readonly toOutput?: true;
    };

/** libcurl and what it is built with. */
export const LIBRARIES =
  'libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13';
