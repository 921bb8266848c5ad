import { Button, Group, Modal, Stack, Text } from '@mantine/core';

interface RevokeKeyProps {
  name: string;
  isPending: boolean;
  onRevoke: () => void;
  onClose: () => void;
}

/** It cannot be undone, so it is asked. */
export function RevokeKey({ name, isPending, onRevoke, onClose }: RevokeKeyProps) {
  return (
    <Modal opened onClose={onClose} title={`Revoke "${name}"?`}>
      <Stack>
        <Text>Whatever uses it is refused at once, and for good.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={isPending} onClick={onRevoke}>
            Revoke the key
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
