import { Button, Text, VisuallyHidden } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { When } from '../ui/time.tsx';

/** "Pause all sending", on every page: one press stops every letter, one lets them go on. */
export function Pause() {
  const may = useMay();
  const sending = useAnswer('GET /v1/sending', {}, { refetchIntervalMs: 60_000, enabled: may('sending:read') });
  const change = useDeed('POST /v1/sending', {
    refreshes: ['/v1/today', '/v1/contacts', '/v1/clients'],
    onDone: ({ paused }) => notify(paused ? 'All sending is paused.' : 'Letters leave again.'),
    onProblem: notifyProblem,
  });
  if (!sending.data) return null;
  const { paused } = sending.data;
  const name = paused ? 'Resume sending' : 'Pause all sending';
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      <Text role="status" size="sm" fw={600} visibleFrom="sm">
        {paused ? 'Sending is paused' : ''}
      </Text>
      {paused && sending.data.pausedAt !== null && (
        <Text size="sm" c="dimmed" visibleFrom="lg">
          by {sending.data.pausedByName ?? 'somebody'}, <When at={sending.data.pausedAt} relative />
        </Text>
      )}
      {may('sending:write') && (
        <Button
          variant={paused ? 'filled' : 'default'}
          loading={change.isPending}
          onClick={() => change.mutate({ body: { paused: !paused } })}
          px="xs"
          title={name}
        >
          <Icon size={16} aria-hidden />
          <Text span size="sm" ml={6} visibleFrom="sm">
            {name}
          </Text>
          <VisuallyHidden hiddenFrom="sm">{name}</VisuallyHidden>
        </Button>
      )}
    </>
  );
}
