import { VisuallyHidden } from '@mantine/core';
import { useLive } from '../live.ts';
import { useMay } from '../session.tsx';

/** Keeps every page true while it is open, and says aloud who answered. */
export function Live() {
  const said = useLive(useMay()('events:read'));
  return (
    <VisuallyHidden role="status" aria-live="polite" data-live>
      {said}
    </VisuallyHidden>
  );
}
