import { Anchor, Button, Group, Stack, Table, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { pathOf } from '../api.ts';
import { useAnswer } from '../data.ts';
import { Files } from '../ui/files.tsx';
import { LetterView } from '../ui/letter-view.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { Answered, EmptyState, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import { messageStateWords, messageTones } from '../ui/words.ts';
import classes from './letters.module.css';

/** Files of an answer are megabytes of base64, which nobody reads. */
const longestSource = 100_000;

type Kept = AnswerOf<'GET /v1/messages/:id'>;

/** One letter: as its reader sees it, its headers, and its source. */
export function KeptLetter({ id }: { id: string }) {
  const letter = useAnswer('GET /v1/messages/:id', { params: { id } });
  return (
    <Answered of={letter} loading={<Loading rows={4} height={80} />}>
      {(found) => (
        <Stack>
          <Group gap="xs">
            <StateDot tone={messageTones[found.state]}>{messageStateWords[found.state]}</StateDot>
            <Text size="sm" c="dimmed">
              <When at={found.acceptedAt ?? found.queuedAt} />
            </Text>
            <Anchor component={Link} href={`/clients/${found.clientId}`} size="sm">
              The client
            </Anchor>
            {found.threadId !== null && (
              <Anchor component={Link} href={`/inbox/${found.threadId}`} size="sm">
                The conversation
              </Anchor>
            )}
          </Group>
          {found.copy === null ? (
            <EmptyState title="Its time of keeping is over" />
          ) : (
            <Copy id={id} copy={found.copy} why={found.why} />
          )}
          <Files
            files={found.attachments.map(({ id: fileId, isKept, ...file }) => ({
              ...file,
              key: fileId,
              href: isKept ? pathOf('GET /v1/messages/:id/attachments/:fileId', { params: { id, fileId } }) : null,
            }))}
          />
        </Stack>
      )}
    </Answered>
  );
}

function Copy({ id, copy, why }: { id: string; copy: NonNullable<Kept['copy']>; why: Kept['why'] }) {
  return (
    <Tabs defaultValue="letter" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="letter">Letter</Tabs.Tab>
        <Tabs.Tab value="headers">Headers</Tabs.Tab>
        <Tabs.Tab value="source">Source</Tabs.Tab>
        <Tabs.Tab value="why">Why</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="letter">
        <LetterView
          letter={copy}
          to={copy.to.name === null ? copy.to.address : `${copy.to.name} <${copy.to.address}>`}
        />
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <Headers copy={copy} />
      </Tabs.Panel>
      <Tabs.Panel value="source">
        <Source id={id} />
      </Tabs.Panel>
      <Tabs.Panel value="why">
        <Stack gap={4}>
          {why.length === 0 && <Text size="sm">It was due and nothing spoke against it.</Text>}
          {why.map((one) => (
            <Text size="sm" key={one.code + one.text}>
              {one.text}
            </Text>
          ))}
        </Stack>
      </Tabs.Panel>
    </Tabs>
  );
}

function Headers({ copy }: { copy: NonNullable<Kept['copy']> }) {
  const named = [
    { name: 'Reply-To', value: copy.replyTo },
    { name: 'Envelope sender', value: copy.envelopeFrom },
    ...copy.headers,
  ];
  return (
    <Table aria-label="Headers">
      <Table.Tbody>
        {named.map(({ name, value }, index) => (
          <Table.Tr key={`${name} ${index}`}>
            <Table.Th scope="row" style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The bytes as a mail program would get them. */
function Source({ id }: { id: string }) {
  const path = `/v1/messages/${encodeURIComponent(id)}/source`;
  const source = useQuery<string, Error>({
    queryKey: [path],
    queryFn: async ({ signal }) => {
      const answer = await fetch(path, { signal, credentials: 'same-origin' });
      if (!answer.ok) throw new Error('The source of this letter is not kept.');
      return answer.text();
    },
  });
  return (
    <Stack gap="sm">
      <Group>
        <Button component="a" href={path} download variant="default" size="xs">
          Download as .eml
        </Button>
      </Group>
      <Answered of={source}>
        {(text) => (
          <pre className={classes.source} tabIndex={0} aria-label="The source of the letter">
            {text.length <= longestSource ? text : `${text.slice(0, longestSource)}\n… the download has the rest.`}
          </pre>
        )}
      </Answered>
    </Stack>
  );
}
