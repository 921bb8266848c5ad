import { Button, Kbd, VisuallyHidden } from '@mantine/core';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useFound } from './found.tsx';
import { Keys } from './key-help.tsx';
import { useCommandList } from '../keys.tsx';

export function openPalette(): void {
  spotlight.open();
}

/** Ctrl/Cmd-K: clients and people by name, pages, and whatever the page in front offers. */
export function Palette() {
  const [query, setQuery] = useState('');
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = useCommandList().filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const things = useFound(query);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSearch size={16} aria-hidden />}
        onClick={openPalette}
        visibleFrom="xs"
      >
        Search <Kbd ml="xs">Ctrl K</Kbd>
      </Button>
      <Button variant="default" onClick={openPalette} hiddenFrom="xs" px="xs">
        <IconSearch size={16} aria-hidden />
        <VisuallyHidden>Search</VisuallyHidden>
      </Button>
      <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={null} closeOnActionTrigger>
        <Spotlight.Search
          placeholder="Go to, do, find …"
          aria-label="Search and commands"
          leftSection={<IconSearch size={18} aria-hidden />}
        />
        <Spotlight.ActionsList>
          {things.map(({ id, name, detail, open }) => (
            <Spotlight.Action key={id} label={name} description={detail} onClick={open} />
          ))}
          {found.slice(0, 12).map(({ id, name, keys, group, run }) => (
            <Spotlight.Action
              key={id}
              label={name}
              description={group}
              onClick={run}
              rightSection={keys ? <Keys keys={keys} /> : null}
            />
          ))}
          {found.length === 0 && things.length === 0 && <Spotlight.Empty>Nothing found.</Spotlight.Empty>}
        </Spotlight.ActionsList>
      </Spotlight.Root>
    </>
  );
}
