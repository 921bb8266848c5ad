import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useMay } from '../session.tsx';
import { useReader } from '../ui/time.tsx';
import { languageName } from './copy-model.ts';
import type { Of } from './use-wording.ts';

/** The languages of a letter, and a way to add one: readers of it get that wording once it is saved. */
export function Languages({ of, locales }: { of: Of; locales: string[] }) {
  const reader = useReader();
  const canWrite = useMay()('campaigns:write');
  const all = locales.includes(of.locale) ? locales : [...locales, of.locale];
  return (
    <Group gap="xs" component="nav" aria-label="Languages">
      {all.map((locale) => (
        <Button
          key={locale}
          component={Link}
          href={`/letters/${of.kind}/${locale}`}
          size="compact-sm"
          variant={locale === of.locale ? 'filled' : 'default'}
          aria-current={locale === of.locale ? 'page' : undefined}
        >
          {languageName(locale, reader.locale)}
        </Button>
      ))}
      {canWrite && <AddLanguage kind={of.kind} />}
    </Group>
  );
}

function AddLanguage({ kind }: { kind: Of['kind'] }) {
  const [, navigate] = useLocation();
  const reader = useReader();
  const [opened, setOpened] = useState(false);
  const [locale, setLocale] = useState('');
  const isLocale = /^[a-z]{2}(?:-[A-Z]{2})?$/.test(locale);
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          Add a language
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isLocale) navigate(`/letters/${kind}/${locale}`);
          }}
        >
          <Stack gap="xs">
            <TextInput
              label="Language"
              description="Its code, such as fr, or fr-CA for one country."
              value={locale}
              onChange={(event) => setLocale(event.currentTarget.value.trim())}
              error={locale.length > 1 && !isLocale ? 'Two small letters, perhaps a country: fr, fr-CA.' : undefined}
            />
            {isLocale && <Text size="sm">{languageName(locale, reader.locale)}</Text>}
            <Button type="submit" size="xs" disabled={!isLocale}>
              Write in it
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
