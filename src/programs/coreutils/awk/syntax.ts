/** The tree of an awk program. */
export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string }
  | Place
  | { readonly kind: 'assign'; readonly op: string; readonly to: Place; readonly value: Expr }
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly to: Place }
  | { readonly kind: 'unary'; readonly op: '!' | '-' | '+'; readonly value: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'choice'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly kind: 'in'; readonly keys: readonly Expr[]; readonly array: string }
  | { readonly kind: 'builtin' | 'call'; readonly name: string; readonly args: readonly Expr[] }
  /** `from`: a file, or a command when `pipe`; null: the records themselves. */
  | { readonly kind: 'getline'; readonly to: Place | null; readonly from: Expr | null; readonly pipe: boolean };

export type Place =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expr }
  | { readonly kind: 'element'; readonly name: string; readonly keys: readonly Expr[] };

export type Statement =
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'expression'; readonly value: Expr }
  | {
      readonly kind: 'print' | 'printf';
      readonly args: readonly Expr[];
      readonly redirect: { readonly how: '>' | '>>' | '|'; readonly to: Expr } | null;
    }
  | { readonly kind: 'if'; readonly test: Expr; readonly yes: Statement; readonly no: Statement | null }
  | {
      readonly kind: 'loop';
      readonly first: boolean;
      readonly test: Expr | null;
      readonly body: Statement;
      readonly after: Statement | null;
    }
  | { readonly kind: 'each'; readonly name: string; readonly array: string; readonly body: Statement }
  | { readonly kind: 'delete'; readonly array: string; readonly keys: readonly Expr[] | null }
  | {
      readonly kind: 'leave';
      readonly how: 'break' | 'continue' | 'next' | 'exit' | 'return';
      readonly value: Expr | null;
    };

export type Pattern =
  | { readonly kind: 'begin' | 'end' | 'always' }
  | { readonly kind: 'when'; readonly test: Expr }
  | { readonly kind: 'range'; readonly from: Expr; readonly to: Expr };

export interface Rule {
  readonly pattern: Pattern;
  readonly body: Statement;
}

export interface AwkFunction {
  readonly params: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
