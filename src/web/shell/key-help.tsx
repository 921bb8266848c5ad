import { Group, Kbd, Modal, Stack, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMemo } from 'react';
import { type Command, useCommandList, useCommands } from '../keys.tsx';
import { useSession } from '../session.tsx';

/** `?`: every key that acts here, those of the page in front first. */
export function KeyHelp() {
  const [opened, { open, close }] = useDisclosure(false);
  const { preferences } = useSession().user;
  useCommands([{ id: 'keys', name: 'Keyboard shortcuts', group: 'Everywhere', keys: '?', run: open }]);
  const groups = useGroups();
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts" size="lg">
      {preferences.singleKeys === false && (
        <Text mb="md" c="dimmed">
          Single keys are off. You can switch them on in your profile; those with Ctrl or Cmd always act.
        </Text>
      )}
      <Stack gap="lg">
        {groups.map(([group, commands]) => (
          <section key={group} aria-label={group}>
            <Title order={3} size="h6" mb={4}>
              {group}
            </Title>
            <Table withRowBorders={false} verticalSpacing={4}>
              <Table.Tbody>
                {commands.map(({ id, name, keys = '' }) => (
                  <Table.Tr key={id}>
                    <Table.Th scope="row" fw={400} w="70%">
                      {name}
                    </Table.Th>
                    <Table.Td>
                      <Keys keys={keys} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
      </Stack>
    </Modal>
  );
}

function useGroups(): [string, Command[]][] {
  const commands = useCommandList();
  return useMemo(() => {
    const groups = new Map<string, Command[]>();
    for (const command of commands) {
      if (command.keys === undefined) continue;
      const group = command.group ?? 'On this page';
      groups.set(group, [...(groups.get(group) ?? []), command]);
    }
    const isEverywhere = (group: string) => (group === 'Everywhere' || group === 'Go to' ? 1 : 0);
    return [...groups].toSorted(([a], [b]) => isEverywhere(a) - isEverywhere(b));
  }, [commands]);
}

/** `g i` is two keys in a row, `mod+k` two at once. */
export function Keys({ keys }: { keys: string }) {
  return (
    <Group gap={4} component="span">
      {keys.split(' ').map((key, place) => (
        <Kbd key={`${place}${key}`}>{key.replace('mod+', isMac() ? '⌘ ' : 'Ctrl ').replace('Enter', '↵')}</Kbd>
      ))}
    </Group>
  );
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
