import type { Diagnostic } from './protocol.ts';

interface Pending {
  readonly resolve: (diagnostics: readonly Diagnostic[]) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Questions about files that the worker has not answered yet. Each is answered or refused, in limited time. */
export class Checks {
  private readonly pending = new Map<number, Pending>();
  private ids = 0;

  /** @param send is given the number under which the answer will come */
  ask(send: (id: number) => void, limitMs: number): Promise<readonly Diagnostic[]> {
    const id = ++this.ids;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.refuse(id, 'the check took too long'), limitMs);
      this.pending.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  answer(id: number, diagnostics: readonly Diagnostic[] | null): void {
    if (diagnostics) this.take(id)?.resolve(diagnostics);
    else this.refuse(id, 'what checks this file is not up');
  }

  refuseAll(why: string): void {
    for (const id of this.pending.keys()) this.refuse(id, why);
  }

  private refuse(id: number, why: string): void {
    this.take(id)?.reject(new Error(why));
  }

  private take(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }
}
