import { Anchor, List, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { useAnswer, usePages } from '../../data.ts';
import { count } from '../format.ts';
import { MoreButton } from '../more-button.tsx';
import { Answered, ErrorState, Loading } from '../states.tsx';
import { When } from '../time.tsx';

interface Props {
  noun: 'offers' | 'news';
  id: string;
}

/** Whom an offer or a news item reaches next, and who has had it. */
export function ContentReach({ noun, id }: Props) {
  return (
    <Stack gap="lg">
      <Next noun={noun} id={id} />
      <Had noun={noun} id={id} />
    </Stack>
  );
}

function Next({ noun, id }: Props) {
  const found = useAnswer(`GET /v1/${noun}/:id/audience`, { params: { id } });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Whose plan would use it next
      </Title>
      <Answered of={found} loading={<Loading rows={3} height={22} />}>
        {({ data, checked, open }) => (
          <>
            {data.length === 0 ? (
              <Text size="sm" c="dimmed">
                {open === 0 ? 'Nobody is in a campaign now.' : 'Nobody, as things are today.'}
              </Text>
            ) : (
              <List size="sm" spacing={4}>
                {data.map(({ clientId, clientName, contactId, at, zone }) => (
                  <List.Item key={contactId}>
                    <Anchor component={Link} href={`/clients/${clientId}`} size="sm">
                      {clientName}
                    </Anchor>
                    , <When at={at} zone={zone} />
                  </List.Item>
                ))}
              </List>
            )}
            {checked < open && (
              <Text size="sm" c="dimmed">{`Looked at the ${checked} plans whose letters come next, of ${open}.`}</Text>
            )}
          </>
        )}
      </Answered>
    </Stack>
  );
}

function Had({ noun, id }: Props) {
  const list = usePages(`GET /v1/${noun}/:id/uses`, { params: { id }, query: { limit: 20 } });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Who has had it
      </Title>
      {list.isPending && <Loading rows={3} height={22} />}
      {list.error !== null && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && list.items.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody yet.
        </Text>
      )}
      {list.items.length > 0 && (
        <List size="sm" spacing={4}>
          {list.items.map(({ messageId, clientId, clientName, contactName, usedAt }) => (
            <List.Item key={messageId}>
              <Anchor component={Link} href={`/clients/${clientId}`} size="sm">
                {clientName}
              </Anchor>
              {contactName === null ? '' : `, ${contactName}`}, <When at={usedAt} />
            </List.Item>
          ))}
        </List>
      )}
      <MoreButton list={list} size="xs" />
      {list.items.length >= 20 && <Text size="sm" c="dimmed">{`${count(list.items.length, 'letter')} shown.`}</Text>}
    </Stack>
  );
}
