/**
 * The document of the opaque-origin frame, as text. It does one thing: end the worker that it has, start one from the
 * text that it is handed, and give that one the page's message port; a message without a port only ends. It is the same text always, so that the page's own policy can name it by its hash
 * (a srcdoc document inherits the policy of the page that frames it, and adds its own).
 *
 * Policy of the frame, and by inheritance of the worker (CSP 3, "initialize a Document's/global object's CSP list"):
 * nothing may be loaded from anywhere; scripts are this one and what is already in memory (`blob:`, for the worker and
 * for Pyodide's two modules); WebAssembly may be compiled, JavaScript from strings may not.
 */
export const FRAME_SCRIPT = `'use strict';
let worker = null;
addEventListener('message', (event) => {
  if (event.source !== parent) return;
  if (worker) worker.terminate();
  worker = null;
  const port = event.ports[0];
  if (!port) return;
  const url = URL.createObjectURL(new Blob([event.data], { type: 'text/javascript' }));
  worker = new Worker(url);
  worker.onerror = (error) => {
    error.preventDefault();
    parent.postMessage({ kind: 'frame.error', message: String(error.message || 'the worker could not start') }, '*');
  };
  worker.postMessage('port', [port]);
});
parent.postMessage({ kind: 'frame.up' }, '*');
`;

/** CSP hash of FRAME_SCRIPT; a test computes it anew. */
export const FRAME_SCRIPT_HASH = 'sha256-q2B5wLE0QgJ33KvAWKRdZEqH+VArk5e1PiIMXwan3V4=';

const FRAME_POLICY = `default-src 'none'; script-src '${FRAME_SCRIPT_HASH}' blob: 'wasm-unsafe-eval'; worker-src blob:`;

/**
 * What the page's own policy must allow for the frame, because the frame inherits it: the script above by its hash,
 * modules and workers from memory, and WebAssembly. None of it lets a string become a script in the page itself.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src 'self' '${FRAME_SCRIPT_HASH}' blob: 'wasm-unsafe-eval'`,
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export const FRAME_DOCUMENT =
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}">` +
  `<script>${FRAME_SCRIPT}</script>`;
