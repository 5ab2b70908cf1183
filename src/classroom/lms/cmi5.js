// cmi5 (Quartz 1st edition, sections 8 to 11): the platform launches this page with the address of its record store in the
// query, and is told in xAPI statements what happened: initialized, progressed, completed, terminated.
'use strict';
(function () {
  const begun = Date.now();
  const query = new URLSearchParams(window.location.search);
  const VERBS = {
    initialized: 'http://adlnet.gov/expapi/verbs/initialized',
    progressed: 'http://adlnet.gov/expapi/verbs/progressed',
    completed: 'http://adlnet.gov/expapi/verbs/completed',
    terminated: 'http://adlnet.gov/expapi/verbs/terminated',
  };
  const DEFINED = ['initialized', 'completed', 'terminated'];
  const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';
  const MOVE_ON = 'https://w3id.org/xapi/cmi5/context/categories/moveon';
  const PROGRESS = 'https://w3id.org/xapi/cmi5/result/extensions/progress';
  /**
   * @typedef {{ contextActivities?: { category?: { id: string }[] } & Record<string, unknown> } & Record<string, unknown>} Context
   * @typedef {{ endpoint: string, token: string, actor: unknown, registration: string, activity: string, template: Context, normal: boolean }} Session
   * @typedef {keyof typeof VERBS} Verb
   */
  /** @type {Session | null} */
  let session = null;
  let finished = false;
  let steps = '';

  function duration() {
    return `PT${((Date.now() - begun) / 1000).toFixed(2)}S`;
  }

  /** @param {Session} to @param {string} name @param {Readonly<Record<string, string>>} [parameters] */
  function resource(to, name, parameters = {}) {
    const url = new URL(name, to.endpoint.endsWith('/') ? to.endpoint : `${to.endpoint}/`);
    for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
    return url;
  }

  /** @param {Session} to @param {URL} url @param {RequestInit} [options] */
  function ask(to, url, options = {}) {
    const headers = new Headers(options.headers);
    headers.set('Authorization', `Basic ${to.token}`);
    headers.set('X-Experience-API-Version', '1.0.3');
    return fetch(url, { ...options, headers });
  }

  /** @param {Session} to @param {Verb} verb @param {Readonly<Record<string, unknown>>} [result] */
  function say(to, verb, result) {
    const context = structuredClone(to.template);
    const own = DEFINED.includes(verb) ? [{ id: CMI5 }] : [];
    if (verb === 'completed') own.push({ id: MOVE_ON });
    const activities = context.contextActivities ?? {};
    const statement = {
      id: crypto.randomUUID(),
      timestamp: new Date().toISOString(),
      actor: to.actor,
      verb: { id: VERBS[verb], display: { 'en-US': verb } },
      object: { objectType: 'Activity', id: to.activity },
      context: {
        ...context,
        registration: to.registration,
        contextActivities: { ...activities, category: [...(activities.category ?? []), ...own] },
      },
      ...(result ? { result } : {}),
    };
    return ask(to, resource(to, 'statements'), {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(statement),
    }).catch(() => undefined);
  }

  /** @param {Session} to @param {string} stateId */
  function state(to, stateId) {
    const agent = JSON.stringify(to.actor);
    return resource(to, 'activities/state', { activityId: to.activity, agent, registration: to.registration, stateId });
  }

  /** @param {Response} answer @returns {Promise<unknown>} */
  const json = (answer) => (answer.ok ? answer.json() : Promise.resolve(null));

  /** @param {unknown} value @returns {Record<string, unknown>} */
  const object = (value) =>
    typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};

  window.diner = {
    async start() {
      const names = ['endpoint', 'fetch', 'actor', 'registration', 'activityId'];
      const [endpoint = '', grant = '', actor = '', registration = '', activity = ''] = names.map(
        (name) => query.get(name) ?? '',
      );
      if (endpoint === '' || grant === '' || actor === '' || activity === '')
        throw new Error('not launched by a platform');
      const token = object(await json(await fetch(grant, { method: 'POST' })))['auth-token'];
      if (typeof token !== 'string') throw new Error('no token');
      /** @type {Session} */
      const to = { endpoint, token, actor: JSON.parse(actor), registration, activity, template: {}, normal: true };
      const launch = object(await json(await ask(to, state(to, 'LMS.LaunchData'))));
      to.template = /** @type {Context} */ (object(launch['contextTemplate']));
      // Who browses or reviews is told to nobody but by the session's beginning and end (section 10.2.2).
      to.normal = (launch['launchMode'] ?? 'Normal') === 'Normal';
      // To be asked for, says the specification, whatever comes of it (section 11).
      const preferences = { agent: JSON.stringify(to.actor), profileId: 'cmi5LearnerPreferences' };
      await ask(to, resource(to, 'agents/profile', preferences)).catch(() => undefined);
      const kept = await ask(to, state(to, 'steps')).then(json, () => null);
      session = to;
      await say(to, 'initialized');
      const done = Array.isArray(kept) ? kept.map(String) : [];
      steps = JSON.stringify(done);
      return { done };
    },
    progress(report) {
      const to = session;
      const now = JSON.stringify(report.steps);
      // What is restored has been told before: a registration is completed once (section 9.3.3).
      if (!to || !to.normal || now === steps) return;
      steps = now;
      const headers = { 'Content-Type': 'application/json' };
      void ask(to, state(to, 'steps'), { method: 'PUT', headers, body: now }).catch(() => undefined);
      const share = Math.round((100 * report.done) / report.of);
      void say(to, 'progressed', { extensions: { [PROGRESS]: share } });
      if (share === 100 && !finished) void say(to, 'completed', { completion: true, duration: duration() });
      finished ||= share === 100;
    },
    end() {
      if (session) void say(session, 'terminated', { duration: duration() });
    },
  };
})();
