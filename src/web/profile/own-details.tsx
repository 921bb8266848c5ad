import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { useSession } from '../session.tsx';
import { zoneName } from '../ui/format.ts';
import { Section, SectionProblem, useProfileChange } from './section.tsx';

const languages = [
  'en',
  'en-GB',
  'en-US',
  'de',
  'de-AT',
  'de-CH',
  'fr',
  'es',
  'it',
  'nl',
  'pt',
  'da',
  'nb',
  'sv',
  'pl',
];

/** How a language calls itself, with its code where it has several. */
function languageName(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language', languageDisplay: 'standard' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

export function OwnDetails() {
  const { user, house } = useSession();
  const [form, setForm] = useState({
    name: user.name,
    title: user.title ?? '',
    phone: user.phone ?? '',
    timezone: user.timezone,
    locale: user.locale,
  });
  const save = useProfileChange('Your profile is saved.');
  const zones = useMemo(
    () => [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...(user.timezone ? [user.timezone] : [])])],
    [user.timezone],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { title, phone, ...others } = form;
    save.mutate({ body: { ...others, title: title.trim() || null, phone: phone.trim() || null } });
  };
  const field = (name: 'name' | 'title' | 'phone') => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [name]: event.currentTarget.value }),
    error: save.errors[`/${name}`],
    'data-pointer': `/${name}`,
  });
  return (
    <Section title="You" lead="Clients see name, title and telephone number under what you write to them.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput label="Name" autoComplete="name" required withAsterisk={false} {...field('name')} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Title" autoComplete="organization-title" {...field('title')} />
            <TextInput label="Telephone" type="tel" autoComplete="tel" {...field('phone')} />
            <Select
              label="Time zone"
              description="Times are told in it."
              data={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
              placeholder={`The house's: ${zoneName(house.timezone)}`}
              searchable
              clearable
              clearButtonProps={{ 'aria-label': 'Take the house’s time zone' }}
              nothingFoundMessage="No such zone"
              value={form.timezone}
              onChange={(timezone) => setForm({ ...form, timezone })}
              error={save.errors['/timezone']}
              data-pointer="/timezone"
            />
            <Select
              label="Language"
              description="How dates and sums are written."
              data={[...new Set([...languages, ...(user.locale ? [user.locale] : [])])].map((value) => ({
                value,
                label: languageName(value),
              }))}
              placeholder="Your browser's"
              searchable
              clearable
              clearButtonProps={{ 'aria-label': 'Take the browser’s language' }}
              nothingFoundMessage="Not offered"
              value={form.locale}
              onChange={(locale) => setForm({ ...form, locale })}
              error={save.errors['/locale']}
              data-pointer="/locale"
            />
          </SimpleGrid>
          <SectionProblem error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {save.isError ? 'Try again' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
