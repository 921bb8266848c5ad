import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { useDeed, usePages } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { MoreButton } from '../ui/more-button.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { settingWords } from './fields.ts';

type Version = AnswerOf<'GET /v1/settings/versions'>['data'][number];

/** Who changed what and when, and the way back. */
export function History() {
  const may = useMay();
  const list = usePages('GET /v1/settings/versions', { query: { limit: 20 } });
  const restore = useDeed('POST /v1/settings/versions/:version/restore', {
    refreshes: ['/v1/today', '/v1/clients', '/v1/contacts', '/v1/session'],
    onProblem: notifyProblem,
    onDone: () => notify('The settings are what they were then. This is in the history too.'),
  });
  if (list.isPending) return <Loading rows={4} height={70} />;
  if (list.error && list.items.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.items.length === 0)
    return (
      <EmptyState title="Nobody has changed anything yet">
        Every change will stand here, and can be taken back.
      </EmptyState>
    );
  return (
    <Stack maw={720}>
      {list.items.map((one, index) => (
        <Paper key={one.version} withBorder p="md">
          <Group justify="space-between" align="flex-start">
            <Stack gap={2} style={{ flex: '1 1 220px' }}>
              <Text fw={600}>
                {one.changedByName ?? one.changedBy}, <When at={one.changedAt} />
              </Text>
              {one.changes.map((change) => (
                <ChangeText key={change.name} change={change} />
              ))}
              {one.changes.length === 0 && <Text size="sm">Nothing that is still a setting.</Text>}
            </Stack>
            {index > 0 && may('settings:write') && (
              <Button
                variant="default"
                size="xs"
                loading={restore.isPending && restore.variables?.params.version === String(one.version)}
                onClick={() => restore.mutate({ params: { version: String(one.version) } })}
              >
                Go back to this
              </Button>
            )}
          </Group>
        </Paper>
      ))}
      <MoreButton list={list} />
    </Stack>
  );
}

function ChangeText({ change }: { change: Version['changes'][number] }) {
  const name = Object.hasOwn(settingWords, change.name) ? settingWords[change.name as keyof HousePolicy] : change.name;
  return (
    <Text size="sm">
      {name}: {inWords(change.from)} → {inWords(change.to)}
    </Text>
  );
}

const weekdays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object' && 'days' in value) {
    const { days, from, to } = value as HousePolicy['sendWindow'];
    return `${days.map((day) => weekdays[day]).join(' ')} ${from} to ${to}`;
  }
  if (Array.isArray(value)) return limitsInWords(value as HousePolicy['domainLimits']);
  if (typeof value === 'object' && 'startPerDay' in value) {
    const ramp = value as NonNullable<HousePolicy['warmUp']>;
    return `${ramp.startPerDay} on the first day, doubled every ${ramp.doubleEveryDays} days until ${ramp.untilPerDay}`;
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function limitsInWords(limits: HousePolicy['domainLimits']): string {
  return limits.map(({ domain, perHour }) => `${domain} ${perHour} an hour`).join(', ') || 'nothing';
}
