import { useMessages } from '../views/messages.ts';
import { Button } from '../views/ui/Button.tsx';
import { Dialog } from '../views/ui/Dialog.tsx';
import { useLinkError } from './link-error.ts';

const KEYS = {
  empty: 'empty',
  alphabet: 'alphabet',
  version: 'version',
  corrupt: 'corrupt',
  'too-big': 'tooBig',
  shape: 'shape',
} as const;

/** A share link that could not be used: says why, and that nothing of it was. */
export default function LinkProblem() {
  const t = useMessages();
  const { error, set } = useLinkError();
  if (error === null) return null;
  return (
    <Dialog title={t.linkError.title} onClose={() => set(null)}>
      <p>{t.linkError[KEYS[error]]}</p>
      <p>{t.linkError.way}</p>
      <p style={{ marginTop: 12 }}>
        <Button look="fill" onClick={() => set(null)}>
          {t.close}
        </Button>
      </p>
    </Dialog>
  );
}
