import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronLeft } from '@tabler/icons-react';
import { useDeed, usePages } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { When } from '../ui/time.tsx';
import classes from './inbox.module.css';
import { LinkMail } from './link-mail.tsx';
import { MailFrame } from './mail-frame.tsx';
import type { usePlace } from './place.ts';
import { type TrayMail, verdictWords } from './words.ts';

/** Mails that nobody has been found for: read, linked to a person, or taken out. */
export function Tray({ place }: { place: ReturnType<typeof usePlace> }) {
  const list = usePages('GET /v1/inbound', { query: { state: 'unmatched', limit: '100' } });
  const { items } = list;
  const at = items.findIndex(({ id }) => id === place.mailId);
  const mail = items[at];
  const step = (by: number) => {
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) place.openMail(next.id);
  };
  useCommands([
    { id: 'tray next', name: 'Next mail', group: 'Tray', keys: 'j', run: () => step(1) },
    { id: 'tray before', name: 'Mail before', group: 'Tray', keys: 'k', run: () => step(-1) },
  ]);
  if (list.isError && items.length === 0) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading rows={3} height={80} />;
  if (items.length === 0) return <EmptyState title="Every mail found its thread." />;
  return (
    <div className={classes.panes}>
      <Stack gap="xs" className={mail ? classes.hiddenWhenNarrow : ''}>
        <ul className={classes.trayList} aria-label="Mails in the tray">
          {items.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={classes.row}
                aria-current={one.id === mail?.id}
                onClick={() => place.openMail(one.id)}
              >
                <Text size="sm" fw={600} truncate>
                  {one.fromName ?? one.fromAddress ?? 'Somebody'}
                </Text>
                <Text size="sm" truncate>
                  {one.subject ?? '(no subject)'}
                </Text>
                <Text size="xs" c="dimmed">
                  <When at={one.receivedAt} relative />
                </Text>
              </button>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <Button
            variant="default"
            size="xs"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </Stack>
      {mail ? (
        <MailPane key={mail.id} mail={mail} onDone={() => place.openMail(null)} />
      ) : (
        <Group className={classes.hiddenWhenNarrow}>
          <EmptyState title="Pick a mail">It is shown without letting anything in it run or load.</EmptyState>
        </Group>
      )}
    </div>
  );
}

function MailPane({ mail, onDone }: { mail: TrayMail; onDone: () => void }) {
  const may = useMay();
  const [isFull, full] = useDisclosure(mail.visibleText === null);
  const restore = useDeed('POST /v1/inbound/:id/restore', { refreshes: ['/v1/threads'], onProblem: notifyProblem });
  const dismiss = useDeed('POST /v1/inbound/:id/dismiss', {
    refreshes: ['/v1/threads'],
    onDone: () => {
      notify('The mail is out of the tray; it is kept.', () => restore.mutate({ params: { id: mail.id } }));
      onDone();
    },
    onProblem: notifyProblem,
  });
  const verdict = verdictWords(mail.authentication);
  return (
    <Stack gap="sm" miw={0}>
      <Button
        hiddenFrom="md"
        variant="default"
        size="xs"
        leftSection={<IconChevronLeft size={16} aria-hidden />}
        onClick={onDone}
        style={{ alignSelf: 'flex-start' }}
      >
        All mails
      </Button>
      <div>
        <Title order={2} size="h3">
          {mail.subject ?? '(no subject)'}
        </Title>
        <Text size="sm" c="dimmed">
          {mail.fromName !== null && `${mail.fromName} `}
          {mail.fromAddress !== null && `<${mail.fromAddress}>`}, <When at={mail.receivedAt} />
        </Text>
      </div>
      <Group>
        <StateDot tone={verdict.tone}>{verdict.text}</StateDot>
      </Group>
      {mail.visibleText !== null && (
        <div className={`${classes.entry} ${classes.theirs}`}>
          <Text className={classes.words}>{mail.visibleText}</Text>
        </div>
      )}
      <Group>
        <Button variant="default" size="compact-xs" onClick={full.toggle} aria-expanded={isFull}>
          {isFull ? 'Fold the full mail' : 'Show the full mail'}
        </Button>
      </Group>
      {isFull && <MailFrame inboundId={mail.id} isKept />}
      {may('inbound:write') && (
        <>
          <LinkMail mail={mail} onDone={onDone} />
          <Group>
            <Button
              variant="default"
              loading={dismiss.isPending}
              onClick={() => dismiss.mutate({ params: { id: mail.id } })}
            >
              It concerns nobody here
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
