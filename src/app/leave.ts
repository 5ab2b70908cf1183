import { useFiles } from '../store/files.ts';

/** Where the browser keeps nothing, what was typed goes with the page: the browser asks before that. */
export function askBeforeLoss(): void {
  window.addEventListener('beforeunload', (event) => {
    const { lasting, edited } = useFiles.getState();
    if (!lasting && Object.keys(edited).length > 0) event.preventDefault();
  });
}
