import { Badge, Box } from '@mantine/core';

type Tone = 'good' | 'waiting' | 'bad' | 'quiet' | 'active';

const colors: Record<Tone, string> = {
  good: 'var(--mantine-color-green-7)',
  active: 'var(--mantine-color-blue-6)',
  waiting: 'var(--mantine-color-yellow-6)',
  bad: 'var(--mantine-color-red-7)',
  quiet: 'var(--mantine-color-gray-5)',
};

/** A state in words with a dot: the colour helps, the word tells. */
export function StateDot({ tone, children }: { tone: Tone; children: string }) {
  return (
    <Badge leftSection={<Box w={8} h={8} bg={colors[tone]} style={{ borderRadius: '50%' }} aria-hidden />}>
      {children}
    </Badge>
  );
}
