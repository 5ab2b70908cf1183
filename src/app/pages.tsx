import { lazy } from 'react';
import type { PageName } from '../store/route.ts';
import { Part } from '../views/ui/Part.tsx';
import { Missing } from './Missing.tsx';
import type { BringTools } from '../views/bring/BringPage.tsx';

const ReferencePage = lazy(() => import('../views/reference/ReferencePage.tsx'));
const TeachPage = lazy(() => import('../views/teach/TeachPage.tsx'));
const BuildPage = lazy(async () => {
  const [{ BuildPage: Page }, { scenarioProblems }] = await Promise.all([
    import('../views/build/BuildPage.tsx'),
    import('./own.ts'),
  ]);
  return { default: () => <Page problemsOf={scenarioProblems} /> };
});
const BringPage = lazy(() => import('../views/bring/BringPage.tsx'));

/** The programs come when somebody has brought something for them to look at. */
const tools: BringTools = {
  shelf: async () => (await import('./bring.ts')).shelf(),
  inspect: async (kitchen) => (await import('./bring.ts')).inspect(kitchen),
};

function pageOf(page: PageName) {
  switch (page) {
    case 'teach':
      return <TeachPage />;
    case 'reference':
      return <ReferencePage />;
    case 'build':
      return <BuildPage />;
    case 'bring':
      return <BringPage tools={tools} />;
  }
}

/** A page beside the lessons. */
export const Page = ({ page }: { readonly page: PageName }) => (
  <Part key={page} fallback={null} instead={<Missing />}>
    {pageOf(page)}
  </Part>
);
