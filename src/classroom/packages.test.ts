import { runInNewContext } from 'node:vm';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packageFiles, packageZip, qrPath, type LessonPackage } from './index.ts';

const lesson: LessonPackage = {
  id: 'the-queue',
  title: 'The <queue> & "more"',
  summary: '一個人排隊',
  language: 'zh-TW',
  address: 'https://diner.example/site/#/the-queue',
};

describe('a package', () => {
  it.each([
    ['scorm12', 'imsmanifest.xml', ['frame.js', 'imsmanifest.xml', 'index.html', 'scorm12.js']],
    ['cmi5', 'cmi5.xml', ['cmi5.js', 'cmi5.xml', 'frame.js', 'index.html']],
  ] as const)('%s: a manifest at the top, and words that cannot break it', (platform, manifest, names) => {
    const files = unzipSync(packageZip(lesson, platform));
    expect(Object.keys(files).toSorted()).toEqual(names);
    const xml = strFromU8(files[manifest] ?? new Uint8Array());
    expect(xml).toContain('The &lt;queue&gt; &amp; &quot;more&quot;');
    expect(xml).not.toContain('<queue>');
    const html = packageFiles(lesson, platform)['index.html'] ?? '';
    expect(html).toContain('data-lesson="https://diner.example/site/#/the-queue"');
    expect(html).toContain('lang="zh-TW"');
  });
});

/** The script of a package on a platform that keeps what it is told, as a browser's window has it. */
function cmi5(launchMode: string, states: Map<string, string>) {
  const told: Record<string, unknown>[] = [];
  const answer = (body: unknown) => ({ ok: body !== undefined, json: () => Promise.resolve(body) });
  const fetch = (address: string | URL, options: { method?: string; body?: string } = {}): Promise<unknown> => {
    const url = new URL(address);
    const state = url.searchParams.get('stateId') ?? '';
    if (url.pathname === '/grant') return Promise.resolve(answer({ 'auth-token': 'dG9rZW4=' }));
    if (url.pathname.endsWith('/statements')) told.push(JSON.parse(options.body ?? '') as Record<string, unknown>);
    if (options.method === 'PUT') states.set(state, options.body ?? '');
    if (state === 'LMS.LaunchData')
      return Promise.resolve(answer({ launchMode, contextTemplate: { extensions: { session: 1 } } }));
    const kept = states.get(state);
    return Promise.resolve(answer(kept === undefined ? undefined : JSON.parse(kept)));
  };
  const query = new URLSearchParams({
    endpoint: 'https://lms.example/xapi',
    fetch: 'https://lms.example/grant',
    actor: '{"account":{"homePage":"https://lms.example","name":"a"}}',
    registration: '5e6a3f2e-0000-4000-8000-000000000001',
    activityId: lesson.address,
  });
  interface Diner {
    start(): Promise<{ done: string[] }>;
    progress(report: { done: number; of: number; steps: readonly string[] }): void;
    end(): void;
  }
  const window: { location: { search: string }; diner?: Diner } = { location: { search: `?${query.toString()}` } };
  const world = { window, fetch, URL, URLSearchParams, Headers, structuredClone, crypto, Date, JSON, Math };
  runInNewContext(packageFiles(lesson, 'cmi5')['cmi5.js'] ?? '', world);
  const verbs = (): unknown[] =>
    told.map(({ verb }) => (verb as { id: string }).id.replace('http://adlnet.gov/expapi/verbs/', ''));
  return { diner: window.diner, told, verbs };
}

describe('a cmi5 package', () => {
  it('completes a registration once, and tells a review nothing but its beginning and end', async () => {
    const states = new Map<string, string>();
    const first = cmi5('Normal', states);
    expect(await first.diner?.start()).toEqual({ done: [] });
    first.diner?.progress({ done: 1, of: 2, steps: ['a'] });
    first.diner?.progress({ done: 2, of: 2, steps: ['a', 'b'] });
    first.diner?.end();
    expect(first.verbs()).toEqual(['initialized', 'progressed', 'progressed', 'completed', 'terminated']);
    expect(first.told[3]).toMatchObject({
      result: { completion: true },
      context: {
        extensions: { session: 1 },
        contextActivities: {
          category: [
            { id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' },
            { id: 'https://w3id.org/xapi/cmi5/context/categories/moveon' },
          ],
        },
      },
    });
    const again = cmi5('Normal', states);
    expect(await again.diner?.start()).toEqual({ done: ['a', 'b'] });
    again.diner?.progress({ done: 2, of: 2, steps: ['a', 'b'] });
    again.diner?.end();
    expect(again.verbs()).toEqual(['initialized', 'terminated']);
    const review = cmi5('Review', new Map());
    await review.diner?.start();
    review.diner?.progress({ done: 2, of: 2, steps: ['a', 'b'] });
    review.diner?.end();
    expect(review.verbs()).toEqual(['initialized', 'terminated']);
  });

  it('has identifiers that are addresses', () => {
    const xml = packageFiles(lesson, 'cmi5')['cmi5.xml'] ?? '';
    for (const [, id = ''] of xml.matchAll(/ id="([^"]*)"/g)) expect(id).toMatch(/^https:\/\/[^#\s]+(?:#[^#\s]*)?$/);
  });
});

describe('a QR code', () => {
  it('is a square path with a margin', () => {
    const code = qrPath('https://diner.example/');
    expect(code?.size).toBe(33);
    expect(code?.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(code?.path.startsWith('M4 4h1')).toBe(true);
  });
  it('is not drawn when nobody could read it', () => expect(qrPath('x'.repeat(801))).toBeNull());
});
