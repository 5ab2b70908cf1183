/** What is known of the learner's Python: time on lines, waits, mistakes, the values of a module's names. */
export type PythonEvent =
  /** Python ran for `cpu` µs; `lines` are [file, line, µs] in order, neighbours merged. */
  | {
      readonly kind: 'python.ran';
      readonly pid: number;
      readonly tid: number;
      readonly cpu: number;
      readonly lines: readonly (readonly [file: string, line: number, us: number])[];
    }
  /** The whole stack waits in a system call made at this line. */
  | {
      readonly kind: 'python.blocked';
      readonly pid: number;
      readonly tid: number;
      readonly what: string;
      readonly detail: string;
      readonly file: string;
      readonly line: number;
    }
  | { readonly kind: 'python.resumed'; readonly pid: number; readonly tid: number }
  | {
      readonly kind: 'python.error';
      readonly pid: number;
      readonly error: string;
      readonly message: string;
      readonly traceback: string;
      readonly file: string;
      readonly line: number;
      readonly column: number;
    }
  /** A module global of the learner's app, when it changed: the counter that differs per worker. */
  | {
      readonly kind: 'python.globals';
      readonly pid: number;
      readonly module: string;
      readonly values: readonly (readonly [name: string, repr: string])[];
    };
