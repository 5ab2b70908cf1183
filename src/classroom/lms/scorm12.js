// SCORM 1.2 (ADL, Run-Time Environment 1.2, section 3): the platform's API is found in a window above or behind this one.
'use strict';
(function () {
  const begun = Date.now();
  /** @type {Scorm12Api | null} */
  let api = null;

  /** @param {Window} from @returns {Scorm12Api | null} */
  function find(from) {
    let at = from;
    for (let hops = 0; hops < 20; hops++) {
      try {
        if (at.API) return at.API;
      } catch {
        return null;
      }
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  }

  /** @param {number} n */
  function two(n) {
    return String(n).padStart(2, '0');
  }

  /** @param {string} name @param {string | number} value */
  function set(name, value) {
    api?.LMSSetValue(name, String(value));
  }

  window.diner = {
    start() {
      const opener = /** @type {Window | null} */ (window.opener);
      const found = find(window) ?? (opener ? find(opener) : null);
      if (!found || String(found.LMSInitialize('')) !== 'true') return Promise.reject(new Error('no SCORM platform'));
      api = found;
      const status = api.LMSGetValue('cmi.core.lesson_status');
      if (status === 'not attempted' || status === '' || status === 'unknown')
        set('cmi.core.lesson_status', 'incomplete');
      /** @type {string[]} */
      let done = [];
      try {
        /** @type {unknown} */
        const kept = JSON.parse(api.LMSGetValue('cmi.suspend_data') || '[]');
        if (Array.isArray(kept)) done = kept.map(String);
      } catch {
        // What the platform kept is no list: the lesson begins anew.
      }
      api.LMSCommit('');
      return Promise.resolve({ done });
    },
    progress(report) {
      if (!api) return;
      set('cmi.core.score.min', 0);
      set('cmi.core.score.max', 100);
      set('cmi.core.score.raw', Math.round((100 * report.done) / report.of));
      set('cmi.suspend_data', JSON.stringify(report.steps));
      if (report.done === report.of) set('cmi.core.lesson_status', 'completed');
      api.LMSCommit('');
    },
    end() {
      if (!api) return;
      const s = Math.floor((Date.now() - begun) / 1000);
      set(
        'cmi.core.session_time',
        two(Math.min(9999, Math.floor(s / 3600))) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60),
      );
      set('cmi.core.exit', 'suspend');
      api.LMSCommit('');
      api.LMSFinish('');
    },
  };
})();
