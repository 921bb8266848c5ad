import { Anchor, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useNow } from '../clock.ts';
import { formatTime, zoneName } from '../ui/format.ts';
import { DayText, MoneyText, useReader } from '../ui/time.tsx';
import { clientStateWords, faultWords, reasonWords, roleWords } from '../ui/words.ts';
import { type Detail, personOf } from './place.ts';
import classes from './inbox.module.css';

/** Who the client is, why they left, what would bring them back, and what is to be done. */
export function ClientFacts({ thread }: { thread: Detail }) {
  const { client, clientFacts: facts, contact } = thread;
  const { departure } = facts;
  return (
    <Stack gap="md">
      <div>
        <Title order={3} size="h5">
          <Anchor component={Link} href={`/clients/${client.id}`} inherit>
            {client.name}
          </Anchor>
        </Title>
        <Text size="sm" c="dimmed">
          {clientStateWords[facts.state]}
          {facts.owner !== null && `, looked after by ${facts.owner.name}`}
        </Text>
      </div>
      {departure !== null && (
        <Fact name="Left">
          <DayText day={departure.departedOn} />, {reasonWords[departure.reason].toLowerCase()}
          {departure.fault !== 'unknown' && ` (fault: ${faultWords[departure.fault].toLowerCase()})`}
          {departure.reasonDetail !== null && <Text size="sm">{departure.reasonDetail}</Text>}
        </Fact>
      )}
      {departure?.wouldReturnIf != null && <Fact name="What would bring them back">{departure.wouldReturnIf}</Fact>}
      {facts.annualValue !== null && (
        <Fact name="Worth a year">
          <MoneyText money={facts.annualValue} />
        </Fact>
      )}
      {departure !== null && departure.highlights.length > 0 && (
        <Fact name="What went well">
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {departure.highlights.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact name={personOf(contact)}>
        {contact.email}
        {facts.contactPhone !== null && (
          <Text size="sm">
            <Anchor href={`tel:${facts.contactPhone}`} inherit>
              {facts.contactPhone}
            </Anchor>
          </Text>
        )}
        {facts.timezone !== null && <TheirTime zone={facts.timezone} />}
        {facts.contactNotes !== null && (
          <Text size="sm" className={classes.words} mt={4}>
            {facts.contactNotes}
            <Text span size="xs" c="dimmed" display="block">
              For calls; they may ask to read this.
            </Text>
          </Text>
        )}
      </Fact>
      <OtherPeople thread={thread} />
      {facts.tasks.length > 0 && (
        <Fact name={facts.openTasks === 1 ? '1 open task' : `${facts.openTasks} open tasks`}>
          <ul style={{ margin: 0, paddingInlineStart: 18 }} data-open-tasks>
            {facts.tasks.map((task) => (
              <li key={task.id}>
                {task.title}, <DayText day={task.dueOn} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </Stack>
  );
}

function OtherPeople({ thread }: { thread: Detail }) {
  const others = thread.clientFacts.contacts.filter((one) => one.id !== thread.contact.id);
  if (others.length === 0) return null;
  return (
    <Fact name="Others there">
      {others.map((one) => (
        <Text size="sm" key={one.id}>
          {personOf(one)}
          {one.role !== null && `, ${roleWords[one.role].toLowerCase()}`}
        </Text>
      ))}
    </Fact>
  );
}

function TheirTime({ zone }: { zone: string }) {
  const { locale, timezone } = useReader();
  const now = useNow();
  if (zone === timezone) return null;
  return (
    <Text size="sm" c="dimmed">
      {formatTime(now.toISOString(), { locale, timezone: zone })} in {zoneName(zone)} now
    </Text>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" fw={600}>
        {name}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
