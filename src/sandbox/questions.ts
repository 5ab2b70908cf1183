import type { WorkerLink } from './link.ts';
import type { Diagnostic, ToPage } from './protocol.ts';

/** By path; null for what is not there. */
export type MachineTexts = Readonly<Record<string, string | null>>;

interface Pending<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Questions of one kind that have no answer yet. Each is answered or refused, in limited time. */
class Open<Answer> {
  private readonly pending = new Map<number, Pending<Answer>>();
  private ids = 0;

  /** @param send is given the number under which the answer will come */
  ask(send: (id: number) => void, limitMs: number): Promise<Answer> {
    const id = ++this.ids;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.refuse(id, 'the answer took too long'), limitMs);
      this.pending.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  /** Null: who would know is not up. */
  answer(id: number, answer: Answer | null): void {
    if (answer !== null) this.take(id)?.resolve(answer);
    else this.refuse(id, 'what answers this is not up');
  }

  refuseAll(why: string): void {
    for (const id of this.pending.keys()) this.refuse(id, why);
  }

  private refuse(id: number, why: string): void {
    this.take(id)?.reject(new Error(why));
  }

  private take(id: number): Pending<Answer> | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }
}

/** What the page asks the worker beside runs. */
export class Questions {
  private readonly checks = new Open<readonly Diagnostic[]>();
  private readonly reads = new Open<MachineTexts>();

  check(link: WorkerLink | null, path: string, text: string, limitMs: number): Promise<readonly Diagnostic[]> {
    if (!link) return Promise.reject(new Error('the sandbox is not up'));
    return this.checks.ask((id) => link.send({ kind: 'check', id, path, text }), limitMs);
  }

  read(link: WorkerLink | null, run: number | null, paths: readonly string[], limitMs: number): Promise<MachineTexts> {
    if (!link || run === null) return Promise.reject(new Error('no run is under way'));
    return this.reads.ask((id) => link.send({ kind: 'read', id, run, paths: [...paths] }), limitMs);
  }

  hear(message: Extract<ToPage, { kind: 'checked' | 'read' }>): void {
    if (message.kind === 'checked') this.checks.answer(message.id, message.diagnostics);
    else this.reads.answer(message.id, message.texts);
  }

  refuseAll(why: string): void {
    this.checks.refuseAll(why);
    this.reads.refuseAll(why);
  }
}
