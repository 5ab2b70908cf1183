import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { FRAME_DOCUMENT, FRAME_SCRIPT, FRAME_SCRIPT_HASH, PAGE_POLICY } from './frame-document.ts';

it('names its script by the right hash, in both policies', () => {
  expect(FRAME_SCRIPT_HASH).toBe(`sha256-${createHash('sha256').update(FRAME_SCRIPT).digest('base64')}`);
  expect(FRAME_DOCUMENT).toContain(FRAME_SCRIPT_HASH);
  expect(PAGE_POLICY).toContain(FRAME_SCRIPT_HASH);
});

it('lets neither document run strings or load foreign code', () => {
  expect(FRAME_DOCUMENT).not.toMatch(/'unsafe-eval'|'unsafe-inline'|https?:/);
  expect(PAGE_POLICY).not.toMatch(/'unsafe-eval'|script-src[^;]*'unsafe-inline'|https?:/);
});
