import { Group, Text } from '@mantine/core';
import { useNow } from '../clock.ts';
import { useSession } from '../session.tsx';
import { count } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';

/** In the demo, above every page: what day it is here. */
export function DemoBar() {
  const { demo } = useSession();
  const { locale, timezone } = useReader();
  const now = useNow();
  if (!demo) return null;
  const today = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(now);
  const ahead = demo.daysAhead > 0 ? ` (${count(demo.daysAhead, 'day')} ahead)` : '';
  return (
    <Group component="section" aria-label="Demo" h={40} px="md" gap="sm" bg="var(--ajar-quiet)" wrap="nowrap">
      <Text size="sm">
        Demo. Today is {today} here{ahead}.
      </Text>
    </Group>
  );
}
