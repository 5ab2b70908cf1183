import { type Diagnostic, type Mode, PROTOCOL, readToWorker, type ToPage, type ToWorker } from './protocol.ts';
import { type Made, Runner } from './runner.ts';

/** Python as it came up. */
export interface PythonUp {
  readonly version: string;
  readonly suspends: boolean;
  /** Memory of an interpreter that has just started, for the next worker; null where there is nothing new. */
  readonly snapshot: ArrayBuffer | null;
}

/** What the worker drives: scenario, engine and Python, put together (see machinery.ts). */
export interface Machinery {
  readonly make: (scenario: unknown, mode: Mode) => Made;
  readonly tired: () => boolean;
  /** Python packages that runs can install. */
  readonly stock: (list: string, archives: Readonly<Record<string, ArrayBuffer>>) => void;
  /** Takes in the script of further programs. */
  readonly more: (code: string) => Promise<void>;
  readonly startPython: (message: Extract<ToWorker, { kind: 'python' }>) => Promise<PythonUp>;
  readonly check: (path: string, text: string) => Promise<readonly Diagnostic[] | null>;
}

export interface ServeHost {
  readonly port: MessagePort;
  /** Real milliseconds, from before anybody made the clock virtual. */
  readonly now: () => number;
  readonly breathe: () => Promise<void>;
}

/**
 * Answers the page's messages until the worker is ended. What is no message of ours is ignored.
 * @param makeMachinery is told what to call when the run comes to Python and there is none
 */
export function serve({ port, now, breathe }: ServeHost, makeMachinery: (wantPython: () => void) => Machinery): void {
  const send = (message: ToPage, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  let wanted = false;
  const wantPython = (): void => {
    if (!wanted) send({ kind: 'wants.python' });
    wanted = true;
  };
  const machinery = makeMachinery(wantPython);
  const runner = new Runner({ make: machinery.make, tired: machinery.tired, send, now, breathe });

  const startPython = async (message: Extract<ToWorker, { kind: 'python' }>): Promise<void> => {
    wanted = true;
    const began = now();
    const restored = message.snapshot !== null;
    try {
      const python = await machinery.startPython(message);
      const { version, suspends, snapshot } = python;
      // Before any learner's code is there: the next interpreter will begin from this.
      if (snapshot) send({ kind: 'snapshot', bytes: snapshot }, [snapshot]);
      send({ kind: 'python', version, suspends, restored, took: now() - began });
    } catch (error) {
      send({ kind: 'python.failed', restored, detail: describe(error) });
    }
  };

  const check = async (id: number, path: string, text: string): Promise<void> => {
    const diagnostics = await machinery.check(path, text).catch(() => null);
    send({ kind: 'checked', id, diagnostics: diagnostics && [...diagnostics] });
  };

  const hear = (message: ToWorker): void => {
    switch (message.kind) {
      case 'python':
        void startPython(message);
        return;
      case 'start':
        runner.start(message.run, message.scenario, message.mode, message.inputs);
        return;
      case 'packages':
        machinery.stock(message.list, message.archives);
        return;
      case 'more':
        // A script that cannot be taken in is never answered: the page gives up waiting and says so.
        void machinery.more(message.code).then(() => send({ kind: 'more' }));
        return;
      case 'stop':
        runner.stop();
        return;
      case 'input':
        runner.input(message.run, message.input);
        return;
      case 'pace':
        runner.pace(message.run, message.until);
        return;
      case 'taken':
        runner.taken(message.run);
        return;
      case 'check':
        void check(message.id, message.path, message.text);
        return;
      case 'read':
        send({ kind: 'read', id: message.id, texts: runner.read(message.run, message.paths) });
        return;
      case 'ping':
        send({ kind: 'pong', id: message.id });
        return;
    }
  };
  port.onmessage = (event: MessageEvent<unknown>) => {
    const message = readToWorker(event.data);
    if (message) hear(message);
  };
  send({ kind: 'hello', protocol: PROTOCOL });
}

const describe = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 20_000);
