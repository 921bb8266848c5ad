import { Button } from '@mantine/core';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';

const percent = 10;

/** Who is to know what the letters are worth leaves some clients without: from now on, one in ten. */
export function HoldOut({ isMeasured }: { isMeasured: boolean }) {
  const may = useMay();
  const settings = useAnswer('GET /v1/settings', {}, { enabled: may('settings:write') });
  const change = useDeed('PATCH /v1/settings', {
    refreshes: ['/v1/reports'],
    onProblem: notifyProblem,
    onDone: ({ holdoutPercent }) =>
      holdoutPercent === 0
        ? notify('Nobody is held out any more.')
        : notify(`From now on ${holdoutPercent} % of those who leave are held out, at random.`, () =>
            change.mutate({ body: { holdoutPercent: 0 } }),
          ),
  });
  if (!may('settings:write') || settings.data === undefined) return null;
  if (settings.data.holdoutPercent > 0 || isMeasured) return null;
  return (
    <Button
      variant="default"
      loading={change.isPending}
      onClick={() => change.mutate({ body: { holdoutPercent: percent } })}
    >
      Hold out {percent} % from now
    </Button>
  );
}
