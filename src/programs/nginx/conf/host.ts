/** What reading a configuration needs of the machine that it is read on. */
export interface FileProblem {
  readonly call: 'open' | 'pread' | 'glob';
  readonly errno: number;
  readonly text: string;
}

export type SslFile =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'missing' }
  | { readonly type: 'unknown' };

export interface ConfHost {
  /** The file's bytes as latin-1 text, or why not. */
  readFile(
    path: string,
  ): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: FileProblem };
  /** Paths that match a shell pattern, sorted. */
  glob(pattern: string): readonly string[];
  /** Addresses of a name: /etc/hosts, then DNS; IPv4 and IPv6 in the resolver's order. */
  resolve(name: string): readonly string[];
  userExists(name: string): boolean;
  groupExists(name: string): boolean;
  /** Is the effective user root? */
  readonly privileged: boolean;
  readonly hostname: string;
  readonly cores: number;
  /** A certificate or key file as latin-1 text; `unknown` where it cannot be known whether there is one. */
  sslFile(path: string): SslFile;
}

/** Names that nginx resolves against: its prefix, the directory of nginx.conf, and Debian's compiled-in paths. */
export interface Paths {
  readonly prefix: string;
  readonly confPrefix: string;
}

/** A relative path is taken from a prefix, as ngx_get_full_name does. */
export const fullName = (prefix: string, name: string): string => (name.startsWith('/') ? name : prefix + name);
