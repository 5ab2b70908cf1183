/**
 * The worker's entry. First of all it puts away what could reach out of it, and keeps the real clock, before anything
 * else runs; then it waits for the one message that brings the page's port.
 */
import { harden } from './harden.ts';
import { makeMachinery } from './machinery.ts';
import { serve } from './serve.ts';

const now = performance.now.bind(performance);
const tools = harden(globalThis);

/** A task of its own between two slices of work, without the delay that browsers put on nested timers. */
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });

addEventListener(
  'message',
  (event: MessageEvent<unknown>) => {
    const [port] = event.ports;
    if (port) serve({ port, now, breathe }, (wantPython) => makeMachinery(tools, wantPython));
  },
  { once: true },
);
