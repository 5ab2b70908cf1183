import { useRun } from '../store/run.ts';

/** The sandbox comes when the first run is wanted: until then the recorded one plays. */
export function connectSandbox(): void {
  let asked = false;
  useRun.subscribe((state) => {
    if (asked || !(state.pending || state.wanted)) return;
    asked = true;
    import('../sandbox/client.ts').then(
      ({ SandboxClient }) => useRun.getState().attach(new SandboxClient()),
      () => {
        asked = false;
        useRun.setState({ pending: false, status: { phase: 'failed', reason: 'sandbox', detail: '' } });
      },
    );
  });
}
