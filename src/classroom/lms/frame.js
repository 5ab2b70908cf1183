// The lesson in a frame, inside a learning platform. The lesson says how far the learner is; what the platform wants to
// hear of it is the business of the script that comes with this one (scorm12.js or cmi5.js), which sets `window.diner`:
//   { start(): Promise<{ done: string[], language: string }>, progress({ done, of, steps }), end() }
'use strict';
(function () {
  const frame = document.querySelector('iframe');
  const note = document.querySelector('p');
  if (!frame || !note) return;
  const address = new URL(frame.dataset['lesson'] ?? '');
  const diner = window.diner;
  let ended = false;
  /** What the platform remembers: the lesson may speak before it has heard of it. @type {string[]} */
  let kept = [];

  /** @param {unknown} step @returns {step is string} */
  function isStep(step) {
    return typeof step === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(step);
  }

  function end() {
    if (!ended) diner.end();
    ended = true;
  }

  window.addEventListener('message', function (event) {
    if (event.source !== frame.contentWindow || event.origin !== address.origin) return;
    /** @type {unknown} */
    const data = event.data;
    if (typeof data !== 'object' || data === null) return;
    const said = /** @type {Record<string, unknown>} */ (data);
    if (said['source'] !== 'gateway-diner' || said['v'] !== 1 || said['type'] !== 'lesson') return;
    const of = Number(said['of']);
    if (!Array.isArray(said['steps']) || !Number.isInteger(of) || of < 1) return;
    const steps = [...new Set([...kept, ...said['steps'].filter(isStep)])].slice(0, 40);
    const done = Math.min(of, steps.length);
    diner.progress({ done, of, steps });
    note.textContent = `${done} / ${of}`;
  });

  void diner
    .start()
    .catch(function () {
      note.textContent = note.dataset['alone'] ?? '';
      return { done: [] };
    })
    .then(function (before) {
      kept = before.done.filter(isStep);
      frame.addEventListener('load', function () {
        const restore = { source: 'gateway-diner-host', v: 1, type: 'restore', steps: before.done };
        frame.contentWindow?.postMessage(restore, address.origin);
      });
      frame.src = address.href;
    });
  window.addEventListener('pagehide', end);
  window.addEventListener('beforeunload', end);
})();
