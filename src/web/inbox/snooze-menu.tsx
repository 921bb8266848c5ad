import { Button, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClockPause } from '@tabler/icons-react';
import { useState } from 'react';
import { addDays, addDuration, instantOf, localDay, weekday, workingDayFrom } from '../../domain/calendar.ts';
import { readClock } from '../clock.ts';
import { useDeed } from '../data.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { formatDay } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';
import type { Detail } from './place.ts';

interface Props {
  thread: Detail;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

const workdays = [1, 2, 3, 4, 5];
const morning = 9 * 60;

/** Puts the conversation aside until a day; an answer brings it back before. */
export function SnoozeMenu({ thread, opened, onChange }: Props) {
  const { timezone, locale } = useReader();
  const [choosing, choose] = useDisclosure(false);
  const wake = useDeed('POST /v1/threads/:id/unsnooze', { onProblem: notifyProblem });
  const snooze = useDeed('POST /v1/threads/:id/snooze', { refreshes: ['/v1/today'], onProblem: notifyProblem });
  const today = localDay(readClock(), timezone);
  const params = { id: thread.id };
  const until = (day: string) =>
    snooze.mutate(
      { params, body: { until: instantOf(day, morning, timezone).toISOString() } },
      {
        onSuccess: () =>
          notify(`Back on ${formatDay(day, readClock(), locale)}, or when they write`, () => wake.mutate({ params })),
      },
    );
  const presets = [
    { name: 'Tomorrow', day: addDays(today, 1) },
    { name: 'In three working days', day: workingDayFrom(addDays(today, 3), workdays) },
    { name: 'Next Monday', day: addDays(today, (8 - weekday(today)) % 7 || 7) },
    { name: 'In a month', day: workingDayFrom(addDuration(today, 'P1M'), workdays) },
  ];
  return (
    <>
      <Menu opened={opened} onChange={onChange} position="bottom-start" withinPortal>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconClockPause size={16} aria-hidden />}
            loading={snooze.isPending}
          >
            Snooze
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {presets.map(({ name, day }) => (
            <Menu.Item key={name} onClick={() => until(day)} rightSection={formatDay(day, readClock(), locale)}>
              {name}
            </Menu.Item>
          ))}
          <Menu.Item onClick={choose.open}>Until another day …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={choosing} onClose={choose.close} title="Until which day?">
        <ChosenDay
          from={addDays(today, 1)}
          onPick={(day) => {
            choose.close();
            until(day);
          }}
        />
      </Modal>
    </>
  );
}

function ChosenDay({ from, onPick }: { from: string; onPick: (day: string) => void }) {
  const [day, setDay] = useState(from);
  return (
    <Stack>
      <TextInput
        type="date"
        label="Day"
        min={from}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Button disabled={!(day >= from)} onClick={() => onPick(day)}>
        Snooze until then
      </Button>
    </Stack>
  );
}
