import { Users } from 'lucide-react';
import { lazy, useState } from 'react';
import { useLesson } from '../store/lesson.ts';
import { useMessages } from '../views/messages.ts';
import { IconButton } from '../views/ui/Button.tsx';
import { Part } from '../views/ui/Part.tsx';

const TrafficDialog = lazy(async () => ({
  default: (await import('../views/traffic/TrafficDialog.tsx')).TrafficDialog,
}));

/** Opens the form for who comes in; not where a lesson has no customers. */
export function CustomersButton() {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const some = useLesson((state) => (Object.values(state.scenarios)[0]?.traffic?.length ?? 0) > 0);
  if (!some) return null;
  return (
    <>
      <IconButton label={t.traffic.open} onClick={() => setOpen(true)}>
        <Users size={18} />
      </IconButton>
      <Part fallback={null}>{open && <TrafficDialog onClose={() => setOpen(false)} />}</Part>
    </>
  );
}
