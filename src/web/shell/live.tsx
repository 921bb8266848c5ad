import { VisuallyHidden } from '@mantine/core';
import { useLive } from '../live.ts';
import { useMay, useSession } from '../session.tsx';

/** Keeps every page true while it is open, and says aloud who answered. */
export function Live() {
  const { user } = useSession();
  const mayHear = useMay()('events:read');
  const said = useLive(mayHear ? user.id : null);
  return (
    <VisuallyHidden role="status" aria-live="polite" data-live>
      {said}
    </VisuallyHidden>
  );
}
