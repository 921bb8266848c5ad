import { Alert, Button, Code, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import { useSession } from '../session.tsx';

interface NewKeyProps {
  minted: string;
  scopes: readonly string[];
  onClose: () => void;
}

/** The key, this once, and a call that shows that it works. */
export function NewKey({ minted, scopes, onClose }: NewKeyProps) {
  const { house } = useSession();
  const first =
    scopes
      .find((scope) => scope !== 'admin')
      ?.split(':', 1)
      .join() ?? 'clients';
  const example = `curl -H "Authorization: Bearer ${minted}" "${house.publicUrl}/v1/${first}?limit=1"`;
  return (
    <Stack>
      <Alert variant="outline" title="Copy it now" role="status">
        It is shown this once and stored nowhere. Whoever has it may do what it may.
      </Alert>
      <Copied text={minted} label="Copy the key" />
      <Title order={3} size="h5">
        Try it
      </Title>
      <Copied text={example} label="Copy the call" />
      <Text size="sm" c="dimmed">
        Every route is described at {house.publicUrl}/docs.
      </Text>
      <Group>
        <Button variant="default" onClick={onClose}>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <Stack gap={6} align="flex-start">
      <Code block w="100%" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} data-copied={label}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : label}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
