// What things look like: a few views of the gallery, each at one instant of a fixed trace, beside the pictures that were
// looked at and kept. `npx playwright test e2e/visual.spec.ts --update-snapshots` takes new ones; look at them first.
// Letters are drawn by the system: elsewhere than where the pictures were taken these tests say nothing.
import { existsSync } from 'node:fs';
import { openGallery } from '../scripts/gallery-site.mjs';
import { expect, test } from './fixtures.ts';

const LETTERS = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const known = process.platform === 'linux' && existsSync('/usr/bin/chromium') && existsSync(LETTERS);

/** Name of the picture -> what is asked of the gallery. */
const PICTURES: Readonly<Record<string, string>> = {
  stage: 'view=stage-8-50',
  'stage-dark': 'view=stage-8-50&theme=dark&lang=zh-TW',
  'stage-server': 'view=stage-8-50&skin=server',
  crowd: 'view=stage-32-500',
  reload: 'view=reload',
  upstreams: 'view=upstreams',
  asgi: 'view=asgi&skin=server&theme=dark',
  timeline: 'view=timeline',
  requests: 'view=requests&lang=zh-TW',
  metrics: 'view=metrics',
  editor: 'view=editor&theme=dark',
  embed: 'view=embed-wide&lang=zh-TW',
};

test('the gallery looks as it did', async ({ browser }) => {
  test.skip(!known, 'not the letters that the pictures were taken with');
  test.setTimeout(180_000);
  const gallery = await openGallery();
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  page.on('pageerror', (error) => expect.soft(error.message).toBe(''));
  try {
    for (const [name, query] of Object.entries(PICTURES)) {
      await page.setViewportSize({ width: name === 'embed' ? 720 : 960, height: 540 });
      await page.goto(gallery.url(query), { waitUntil: 'networkidle' });
      await expect(page.locator('html')).toHaveAttribute('data-shown', /./);
      await expect
        .soft(page.getByRole('main'))
        .toHaveScreenshot(`${name}.png`, { animations: 'disabled', maxDiffPixelRatio: 0.02, scale: 'css' });
    }
  } finally {
    await page.close();
    await gallery.close();
  }
});
