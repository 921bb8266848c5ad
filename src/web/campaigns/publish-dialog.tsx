import { Alert, Button, Group, List, Modal, Radio, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { call } from '../api.ts';
import { useDeed } from '../data.ts';
import { count } from '../ui/format.ts';
import { notify } from '../ui/notify.tsx';
import { Answered, ErrorState, Loading } from '../ui/states.tsx';
import { DayText } from '../ui/time.tsx';
import { letterWords } from '../ui/words.ts';
import type { Definition } from './model.ts';

type Consequences = AnswerOf<'POST /v1/campaigns/:slug/consequences'>;
type Published = AnswerOf<'POST /v1/campaigns/:slug/publish'>;

interface Props {
  slug: string;
  definition: Definition;
  baseVersion: number | null;
  onClose: () => void;
  onPublished: (campaign: Published) => void;
}

/** Before a version is published: what is different, what that means for whom, and the choice for those under way. */
export function PublishDialog(props: Props) {
  const { slug, definition, onClose } = props;
  const foreseen = useQuery<Consequences, Error>({
    queryKey: ['/v1/campaigns/:slug/consequences', slug, JSON.stringify(definition)],
    queryFn: ({ signal }) =>
      call('POST /v1/campaigns/:slug/consequences', { params: { slug }, body: { definition } }, { signal }),
    staleTime: 0,
    retry: false,
  });
  const version = foreseen.data?.version;
  return (
    <Modal opened onClose={onClose} size="lg" title={version == null ? 'Publish' : `Publish as version ${version}`}>
      {foreseen.error ? (
        <ErrorState error={foreseen.error} onRetry={() => void foreseen.refetch()} />
      ) : (
        <Answered of={foreseen} loading={<Loading rows={4} />}>
          {(data) => <Choice {...props} foreseen={data} />}
        </Answered>
      )}
    </Modal>
  );
}

function Choice({ slug, definition, baseVersion, onClose, onPublished, foreseen }: Props & { foreseen: Consequences }) {
  const [move, setMove] = useState<'none' | 'all'>('none');
  const { version, diff, people } = foreseen;
  const open = people.active + people.held;
  const deed = useDeed('POST /v1/campaigns/:slug/publish', {
    refreshes: ['/v1/enrollments', '/v1/contacts', '/v1/clients', '/v1/messages', '/v1/reports'],
    onDone: (answer) => {
      notify(
        `Version ${answer.version} is published.${answer.moved > 0 ? ` ${count(answer.moved, 'person was', 'people were')} moved.` : ''}`,
      );
      onPublished(answer);
    },
  });
  if (version === null)
    return (
      <Stack>
        <Text>The draft says the same as the published version: there is nothing to publish.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    );
  const publish = () =>
    deed.mutate({
      params: { slug },
      body: { definition, moveEnrollments: move, expectedVersion: baseVersion },
    });
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Title order={3} size="h5">
          What is different
        </Title>
        <List size="sm" spacing={4} data-diff>
          {diff.words.map((words) => (
            <List.Item key={words}>{words}</List.Item>
          ))}
        </List>
      </Stack>
      {open === 0 ? (
        <Text size="sm">Nobody is in this campaign now, so nobody is concerned yet.</Text>
      ) : (
        <>
          <Radio.Group
            label={`For the ${count(open, 'person', 'people')} under way`}
            value={move}
            onChange={(picked) => setMove(picked)}
          >
            <Stack gap="xs" mt={6}>
              <Radio
                value="none"
                label="They stay in their version"
                description="Only those who come in from now on get the new one."
              />
              <Radio
                value="all"
                label={`They go on in version ${version}`}
                description="What each has had stays had and is not sent again; the rest of their plan is made anew."
              />
            </Stack>
          </Radio.Group>
          <Moves foreseen={foreseen} chosen={move === 'all'} />
        </>
      )}
      {deed.error && <ErrorState error={deed.error} onRetry={publish} title="It was not published" />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not yet
        </Button>
        <Button loading={deed.isPending} onClick={publish} data-autofocus>
          {move === 'all' && open > 0
            ? `Publish version ${version} and move ${count(open, 'person', 'people')}`
            : `Publish as version ${version}`}
        </Button>
      </Group>
    </Stack>
  );
}

function Moves({ foreseen, chosen }: { foreseen: Consequences; chosen: boolean }) {
  const { groups, examples, people, lettersSoon, tasksNow } = foreseen;
  const open = people.active + people.held;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {chosen ? 'What moving them changes' : 'What moving them would change'}
      </Title>
      <List size="sm" spacing={4} data-moves>
        {groups.map(({ words }) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
        {tasksNow > 0 && <List.Item>{`${count(tasksNow, 'task')} would be made at once.`}</List.Item>}
      </List>
      {people.checked < open && (
        <Text size="xs" c="dimmed">
          {`Looked at: the ${people.checked} who began last, of ${open}.`}
        </Text>
      )}
      {chosen && lettersSoon > 0 && (
        <Alert color="yellow" variant="outline" icon={<IconAlertTriangle aria-hidden />}>
          {`${count(lettersSoon, 'letter')} more than planned would leave within three days, in the hours of their readers, never two to one person.`}
        </Alert>
      )}
      {examples.length > 0 && (
        <List size="xs" c="dimmed" spacing={2} listStyleType="none">
          {examples.slice(0, 5).map((one) => (
            <List.Item key={one.contactId}>
              <Link href={`/clients/${one.clientId}`}>{one.client}</Link>: {one.contact},{' '}
              <NextLetter letter={one.was} /> → <NextLetter letter={one.becomes} />
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

function NextLetter({ letter }: { letter: Consequences['examples'][number]['was'] }) {
  if (letter === null) return <>no letter</>;
  return (
    <>
      {letterWords[letter.letter].toLowerCase()} <DayText day={letter.on} />
    </>
  );
}
