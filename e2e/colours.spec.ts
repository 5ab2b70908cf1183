// Colours that the reader has asked for: more contrast, or none of ours at all.
import { WORDS, lanes, openLesson } from './diner.ts';
import { expect, test } from './fixtures.ts';

test('with the reader’s own colours, what a hop has changed can be read', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await openLesson(page, 'one-customer-one-order');
  await lanes(page).press('End');
  await page.getByRole('button', { name: WORDS.en.requests.open('01', 'GET /burger') }).click();
  const changed = page.getByRole('dialog').locator('mark').first();
  const colours = await changed.evaluate((mark) => {
    const plain = mark.closest('section')?.querySelector('h3');
    return [mark, plain ?? mark].map((element) => getComputedStyle(element).color);
  });
  expect(colours[0]).toBe(colours[1]);
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`who asks for more contrast gets no quiet ink, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ contrast: 'more', colorScheme });
    await openLesson(page, 'one-customer-one-order');
    const inks = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return ['--ink-2', '--ink-3'].map((name) => style.getPropertyValue(name) === style.getPropertyValue('--ink'));
      });
    await expect.poll(inks).toEqual([true, true]);
  });
