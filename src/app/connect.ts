import { useLanguage } from '../store/language.ts';
import { useRun } from '../store/run.ts';
import { openSpareWith } from '../store/spare.ts';

/** `?jspi=off` shows the page as a browser without WebAssembly stack switching sees it. */
const withoutJspi = (): boolean => new URLSearchParams(window.location.search).get('jspi') === 'off';

const openSandbox = async () => {
  const { SandboxClient } = await import('../sandbox/client.ts');
  return new SandboxClient({ jspi: withoutJspi() ? 'off' : 'auto' });
};

/** The sandbox comes when the first run is wanted: until then the recorded one plays. */
export function connectSandbox(): void {
  openSpareWith(openSandbox);
  let asked = false;
  useRun.subscribe((state) => {
    if (asked || !(state.pending || state.wanted)) return;
    asked = true;
    openSandbox().then(
      (sandbox) => useRun.getState().attach(sandbox),
      () => {
        asked = false;
        useRun.getState().unreachable();
      },
    );
  });
}

/** What explains and checks files in the editor comes when somebody turns to the editor. */
export const connectLanguage = (): void => useLanguage.getState().attach(() => import('../language/index.ts'));
