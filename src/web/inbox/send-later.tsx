import { Button, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { addDays, instantOf, localDay, workingDayFrom } from '../../domain/calendar.ts';
import { readClock } from '../clock.ts';
import { formatInstant, zoneName } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';

/** A chosen time to leave: their next morning, or any. */
export function SendLater({
  disabled,
  zone,
  onPick,
}: {
  disabled: boolean;
  zone: string | null;
  onPick: (at: Date) => void;
}) {
  const reader = useReader();
  const [opened, { open, close }] = useDisclosure(false);
  const theirs = zone ?? reader.timezone;
  const morning = nextMorning(readClock(), theirs);
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button
            aria-label="Send at a chosen time"
            disabled={disabled}
            px={8}
            style={{ borderStartStartRadius: 0, borderEndStartRadius: 0, marginInlineStart: 1 }}
          >
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onPick(morning)}>
            On their next morning, {formatInstant(morning.toISOString(), readClock(), { ...reader, timezone: theirs })}{' '}
            {theirs === reader.timezone ? '' : zoneName(theirs)}
          </Menu.Item>
          <Menu.Item onClick={open}>At another time …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={opened} onClose={close} title="When should it leave?">
        <ChosenTime
          onPick={(at) => {
            close();
            onPick(at);
          }}
        />
      </Modal>
    </>
  );
}

function ChosenTime({ onPick }: { onPick: (at: Date) => void }) {
  const { timezone } = useReader();
  const today = localDay(readClock(), timezone);
  const [day, setDay] = useState(addDays(today, 1));
  const [time, setTime] = useState('09:00');
  const [hours, minutes] = time.split(':').map(Number);
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? instantOf(day, (hours ?? 9) * 60 + (minutes ?? 0), timezone) : null;
  const isPast = at === null || at <= readClock();
  return (
    <Stack>
      <TextInput
        type="date"
        label="Day"
        value={day}
        min={today}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <TextInput
        type="time"
        label="Time"
        description={`In ${zoneName(timezone)}`}
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      {isPast && (
        <Text size="sm" role="status">
          Choose a time to come.
        </Text>
      )}
      <Button disabled={isPast} onClick={() => at !== null && onPick(at)}>
        Send at this time
      </Button>
    </Stack>
  );
}

function nextMorning(now: Date, zone: string): Date {
  const today = localDay(now, zone);
  const soon = instantOf(today, 9 * 60, zone);
  const day = workingDayFrom(soon > now ? today : addDays(today, 1), [1, 2, 3, 4, 5]);
  return instantOf(day, 9 * 60, zone);
}
