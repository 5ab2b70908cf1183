/** What an exchange happens with, and what it adds up to. */
import type { Sys } from '../../machine/sys.ts';
import type { ResponseHead } from '../../protocols/http1/index.ts';
import type { Options } from './options.ts';
import type { Destination } from './target.ts';
import type { Meter, Voice } from './terminal.ts';
import type { Security } from './tls.ts';

/** What a transfer has come to, over all its exchanges. */
export interface Account {
  head: ResponseHead | null;
  downloaded: number;
  uploaded: number;
  headerBytes: number;
  requestBytes: number;
  startedAt: number;
  /** Of the last answer's body. */
  received: number;
  readonly begun: number;
  readonly deadline: number;
}

/** Everything that an exchange happens with. */
export interface Setting {
  readonly sys: Sys;
  readonly options: Options;
  readonly voice: Voice;
  readonly meter: Meter;
  readonly to: Destination;
  readonly security: Security | null;
  /** The request's number, for the trace. */
  readonly req: number;
  /** Of the address, without the query. */
  readonly path: string;
  /** The connection has served before: should it turn out to be dead, another one is tried. */
  readonly retries: boolean;
  /** --anyauth: the name and password wait until the server asks for them. */
  readonly holdsBack: boolean;
  readonly keepCookie: (line: string) => void;
  /** The answer's head is here. */
  readonly answered: () => void;
}
