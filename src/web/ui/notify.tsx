import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Says that something was done; with `undo`, a way back for as long as it shows. */
export function notify(message: string, undo?: () => void): void {
  const id = notifications.show({
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ) : (
      message
    ),
    autoClose: undo ? 15_000 : 6_000,
    withCloseButton: true,
  });
}

/** Says that something did not work, in the server's words. */
export function notifyProblem(error: Error): void {
  notifications.show({ color: 'red', title: 'That did not work', message: error.message, autoClose: 15_000 });
}
