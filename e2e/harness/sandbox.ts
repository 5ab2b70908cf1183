// A page with nothing but the sandbox on it, under the same policy as the real pages: what the browser tests drive.
import { SandboxClient, type SandboxOptions } from '../../src/sandbox/client.ts';
import { SandboxFrame } from '../../src/sandbox/frame.ts';

/** What a worker of any text reports over its port, within two seconds. */
function runInFrame(workerText: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const frame = new SandboxFrame();
    const port = frame.spawn(workerText, (message) => reject(new Error(message)));
    const timer = setTimeout(() => reject(new Error('no answer')), 10_000);
    port.onmessage = (event: MessageEvent<unknown>) => {
      clearTimeout(timer);
      frame.destroy();
      resolve(event.data);
    };
  });
}

export const harness = {
  runInFrame,
  client: (options?: SandboxOptions): SandboxClient => new SandboxClient(options),
};

export type Harness = typeof harness;

declare global {
  interface Window {
    harness: Harness;
    /** What a test made by `harness.client`. */
    client: SandboxClient;
  }
}

window.harness = harness;
