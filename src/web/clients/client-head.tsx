import { Alert, Anchor, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useMay } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { DayText, MoneyText, When } from '../ui/time.tsx';
import { clientStateWords, letterWords, reasonWords } from '../ui/words.ts';
import { ClientForm } from './client-form.tsx';
import type { ClientDetail, Departure } from './wire.ts';
import { CloseClient, useReopenClient } from './close-client.tsx';
import { personName, stateTones } from './list-words.ts';
import { LogActivity } from './log-activity.tsx';
import { useNameOf } from './owners.ts';
import { UndoDeparture } from './undo-departure.tsx';
import { WinBack } from './win-back.tsx';

interface Props {
  client: ClientDetail;
  departure: Departure | null;
}

type Open = 'win-back' | 'log' | 'edit' | 'close' | 'undo' | null;

/** Who they are, where they stand, and what comes next, before anything else. */
export function ClientHead({ client, departure }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={client.name}
      lead={<Standing client={client} departure={departure} />}
      actions={<Deeds client={client} departure={departure} onOpen={setOpen} />}
    >
      <NextLine client={client} departure={departure} />
      {open === 'win-back' && <WinBack client={client} departure={departure} onClose={close} />}
      {open === 'log' && <LogActivity client={client} onClose={close} />}
      {open === 'edit' && <ClientForm client={client} onClose={close} />}
      {open === 'close' && <CloseClient client={client} onClose={close} />}
      {open === 'undo' && departure && <UndoDeparture departure={departure} onClose={close} />}
    </Page>
  );
}

function Standing({ client, departure }: Props) {
  const nameOf = useNameOf();
  const owner = nameOf(client.ownerId) ?? client.owner;
  return (
    <Group gap="xs">
      <StateDot tone={stateTones[client.state]}>{clientStateWords[client.state]}</StateDot>
      {departure && (
        <span>
          Left <DayText day={departure.departedOn} /> ({reasonWords[departure.reason].toLowerCase()}
          {departure.statedReason === null ? ', our guess' : ''})
        </span>
      )}
      {client.annualValue && (
        <span>
          <MoneyText money={client.annualValue} /> a year
        </span>
      )}
      {client.domain !== null && <span>{client.domain}</span>}
      <span>{owner === null ? 'Nobody looks after them' : `Looked after by ${owner}`}</span>
      {client.isDemo && <StateDot tone="quiet">Demo</StateDot>}
    </Group>
  );
}

function Deeds({ client, departure, onOpen }: Props & { onOpen: (open: Open) => void }) {
  const may = useMay();
  const reopen = useReopenClient(client);
  const openDeparture = departure !== null && departure.endedAt === null && client.state === 'departed';
  if (!may('clients:write')) return null;
  return (
    <>
      {openDeparture && <Button onClick={() => onOpen('win-back')}>They came back</Button>}
      {!openDeparture && client.state !== 'closed' && may('departures:write') && (
        <Button component={Link} href={`/departures/new?client=${client.id}`}>
          Record a departure
        </Button>
      )}
      <Button variant="default" onClick={() => onOpen('log')}>
        Log a call or note
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onOpen('edit')}>Change the client …</Menu.Item>
          {openDeparture && may('departures:write') && (
            <Menu.Item onClick={() => onOpen('undo')}>They did not leave …</Menu.Item>
          )}
          {client.state === 'closed' ? (
            <Menu.Item onClick={reopen}>Open the client again</Menu.Item>
          ) : (
            <Menu.Item onClick={() => onOpen('close')}>Close the client …</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** The next thing in one sentence, and what would stop it; or why nothing comes. */
function NextLine({ client, departure }: Props) {
  const { nextLetter, noLetter, lastAnswer, contacts } = client;
  if (departure === null) return null;
  const reader = contacts.length > 1 ? contacts.find((one) => one.id === nextLetter?.contactId) : undefined;
  if (lastAnswer?.open)
    return (
      <Alert color="gray" variant="outline" icon={<IconInfoCircle aria-hidden />}>
        They answered <When at={lastAnswer.at} relative />, so their letters pause.{' '}
        <Anchor component={Link} href={`/inbox/${lastAnswer.threadId}`} inherit>
          Answer them
        </Anchor>
      </Alert>
    );
  if (nextLetter)
    return (
      <Text data-next>
        <strong>Next:</strong> <When at={nextLetter.at} zone={nextLetter.zone} /> –{' '}
        {letterWords[nextLetter.kind].toLowerCase()}
        {reader === undefined ? '' : ` to ${personName(reader)}`}. Stops if they answer, unsubscribe or come back.
      </Text>
    );
  if (noLetter === null) return null;
  return (
    <Alert color="gray" variant="outline" icon={<IconInfoCircle aria-hidden />} title="No letter is planned" data-next>
      <Stack gap={4}>
        <Text size="sm">{sayNone(noLetter, departure)}</Text>
      </Stack>
    </Alert>
  );
}

function sayNone(reason: { code: string; text: string }, departure: Departure): string {
  if (reason.code !== 'not_pursued') return reason.text;
  const why: Partial<Record<Departure['reason'], string>> = {
    out_of_business: 'they went out of business',
    we_ended: 'we ended it',
  };
  const because = departure.blockedBy === null ? why[departure.reason] : 'something is in the way (see the review)';
  return because === undefined
    ? 'Somebody decided not to pursue this client. The review says so, and can be changed.'
    : `They are not pursued, because ${because}. They are kept on file. The review can be changed.`;
}
