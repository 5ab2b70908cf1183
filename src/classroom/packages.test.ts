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

describe('a QR code', () => {
  it('is a square path with a margin', () => {
    const code = qrPath('https://diner.example/');
    expect(code?.size).toBe(33);
    expect(code?.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(code?.path.startsWith('M4 4h1')).toBe(true);
  });
  it('is not drawn when nobody could read it', () => expect(qrPath('x'.repeat(801))).toBeNull());
});
