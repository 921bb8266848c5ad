import { Anchor, Badge, Group, Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import classes from './section.module.css';

interface SectionProps {
  title: string;
  count?: number;
  /** Where all of them are. */
  all?: { href: string; name: string } | undefined;
  children: ReactNode;
}

/** One kind of work, with how much of it there is and the way to all of it. */
export function Section({ title, count, all, children }: SectionProps) {
  return (
    <Stack component="section" gap="xs" aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Title order={2} size="h4">
            {title}
          </Title>
          {count !== undefined && <Badge aria-label={`${count} in all`}>{count}</Badge>}
        </Group>
        {all && (
          <Anchor component={Link} href={all.href} size="sm">
            {all.name}
          </Anchor>
        )}
      </Group>
      <Paper withBorder radius="md" className={classes.rows}>
        {children}
      </Paper>
    </Stack>
  );
}
