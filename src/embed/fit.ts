/** How long a host may take to give the widget the height that it asked for. */
const PATIENCE_MS = 700;

/**
 * A frame that stays lower than its content: from then on (`data-fit`) the widget takes the frame's height and the stage
 * what the rest leaves, instead of being cut off. A host that obeys what it is told has long grown by then.
 */
export function fitFrame(element: HTMLElement): () => void {
  let timer = 0;
  const look = (): void => {
    delete element.dataset['fit'];
    const missing = element.getBoundingClientRect().height > window.innerHeight + 1;
    if (missing) element.dataset['fit'] = '';
  };
  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PATIENCE_MS);
  };
  window.addEventListener('resize', later);
  later();
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('resize', later);
  };
}
