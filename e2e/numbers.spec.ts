// The page of numbers: what the run was loaded with, what theory says, and what another number would have done.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

test('a sweep is drawn as it comes, and a point of it becomes the run on the stage', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('#/the-queue/2');
  await page.getByText('Nearly nothing.').click();
  await page.getByRole('button', { name: 'All numbers' }).click();
  await expect(page.getByText('95% of the customers were out within')).toBeVisible();
  await page.getByRole('tab', { name: 'Theory' }).click();
  await expect(page.getByText(/counted: 3\.\d+ present on average/)).toBeVisible();
  await page.getByRole('tab', { name: 'What if' }).click();
  await page.getByRole('button', { name: 'Sweep' }).click();
  await expect(page.getByRole('button', { name: /^workers 3: 4\.\d+ s/ })).toBeVisible({ timeout: 60_000 });
  expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: /^workers 3: / }).click();
  await expect(page.getByText('before 12.04 s')).toBeVisible({ timeout: 60_000 });
});
