import { Alert, Button, Checkbox, Group, Paper, Radio, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type Ref, useEffect, useRef, useState } from 'react';
import { Problem } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { notify } from '../ui/notify.tsx';
import { formatInstant } from '../ui/format.ts';
import { useReader } from '../ui/time.tsx';
import { readClock } from '../clock.ts';
import classes from './inbox.module.css';
import { AttachButton, AttachedFiles } from './attached-files.tsx';
import { MarkdownPreview } from './markdown-preview.tsx';
import { OfferMenu, type PickedOffer } from './offer-menu.tsx';
import { type Detail, personOf } from './place.ts';
import { SendLater } from './send-later.tsx';
import { Toolbar } from './toolbar.tsx';
import { type DraftState, useDraft } from './use-draft.ts';
import { useDrop } from './use-drop.ts';
import { useFiles } from './use-files.ts';

const draftWords: Record<DraftState, string> = {
  none: '',
  kept: 'Draft kept',
  keeping: 'Keeping the draft …',
  'here only': 'Kept in this browser only: Ajar does not answer. It is tried again with the next change.',
};

/** Where a rep answers. Nothing typed is ever lost: it is a draft until it is in the outbox. */
export function Composer({ thread, field }: { thread: Detail; field: Ref<HTMLTextAreaElement> }) {
  const draft = useDraft(thread.id);
  const attached = useFiles(thread.id);
  const drop = useDrop(attached.add);
  const [offers, setOffers] = useState<PickedOffer[]>([]);
  const address = useAddress(thread);
  const text = useRef<HTMLTextAreaElement | null>(null);
  const reader = useReader();
  const sending = useAnswer('GET /v1/sending', {});
  const send = useDeed('POST /v1/threads/:id/reply', {
    refreshes: ['/v1/threads', '/v1/today'],
    onDone: ({ leavesAt, waits }) => {
      draft.clear();
      attached.clear();
      setOffers([]);
      const later = Date.parse(leavesAt) - readClock().getTime() > 90_000;
      if (waits !== null) notify('It waits in the outbox until sending goes on.');
      else if (later) notify(`It leaves ${formatInstant(leavesAt, readClock(), reader)}.`);
    },
  });
  const body = draft.body ?? '';
  const areThere = attached.files.every(({ state }) => state === 'kept');
  const mayLeave = body.trim() !== '' && address.isReady && areThere && !send.isPending;
  const leave = (leavesAt?: Date) => {
    if (!mayLeave) return;
    send.mutate({
      params: { id: thread.id },
      body: {
        body,
        ...(address.other === null ? {} : { to: address.other, confirmOtherAddress: true as const }),
        ...(leavesAt === undefined ? {} : { leavesAt: leavesAt.toISOString() }),
        ...(offers.length === 0 ? {} : { offerIds: offers.map((one) => one.id) }),
        ...(attached.files.length === 0 ? {} : { attachmentIds: attached.files.map((one) => one.id) }),
      },
    });
  };
  return (
    <Paper className={classes.composer} component="section" aria-label="Answer" {...drop.target}>
      <Stack gap="xs">
        {address.choice}
        <Group justify="space-between" gap="xs">
          <Toolbar field={text} value={body} onChange={draft.change} />
          <Group gap="xs">
            <AttachButton onFiles={attached.add} />
            <OfferMenu
              onPick={(offer) => {
                setOffers((before) => (before.some((one) => one.id === offer.id) ? before : [...before, offer]));
                draft.change(`${body.trimEnd()}${body.trim() === '' ? '' : '\n\n'}${offer.words}\n`);
              }}
            />
          </Group>
        </Group>
        <Textarea
          ref={(element) => {
            text.current = element;
            if (typeof field === 'function') field(element);
            else if (field) field.current = element;
          }}
          aria-label={`Answer to ${personOf(thread.contact)}`}
          placeholder={`Hello ${thread.contact.firstName ?? ''}`.trim()}
          autosize
          minRows={4}
          maxRows={18}
          maxLength={20_000}
          disabled={draft.body === null}
          value={body}
          onChange={(event) => draft.change(event.currentTarget.value)}
          onPaste={drop.onPaste}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
            event.preventDefault();
            leave();
          }}
        />
        {/[*_`[\]#>-]|^\d+\./m.test(body) && (
          <Stack gap={2}>
            <Text size="xs" c="dimmed">
              As they will read it
            </Text>
            <MarkdownPreview text={body} />
          </Stack>
        )}
        <PickedOffers offers={offers} onDrop={(id) => setOffers((all) => all.filter((one) => one.id !== id))} />
        <AttachedFiles
          threadId={thread.id}
          files={attached.files}
          onRemove={attached.remove}
          onAgain={attached.again}
        />
        {send.error && <NotSent error={send.error} onRetry={() => leave()} />}
        {sending.data?.paused && (
          <Text size="sm" role="status">
            Sending is paused: an answer waits in the outbox until it goes on.
          </Text>
        )}
        <Group justify="space-between" gap="xs">
          <Group gap={0}>
            <Tooltip label="Ctrl or Cmd + Enter">
              <Button
                onClick={() => leave()}
                disabled={!mayLeave}
                loading={send.isPending}
                style={{ borderStartEndRadius: 0, borderEndEndRadius: 0 }}
              >
                Send
              </Button>
            </Tooltip>
            <SendLater disabled={!mayLeave} zone={thread.clientFacts.timezone} onPick={leave} />
          </Group>
          <Text size="xs" c="dimmed" role="status" data-draft={draft.state}>
            {draftWords[draft.state]}
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          {areThere
            ? 'It leaves in 60 seconds; until then you can take it back.'
            : 'It can be sent once every file is attached; remove what is not.'}
        </Text>
      </Stack>
    </Paper>
  );
}

/** To whom: the address on file, or where they wrote from; that one only once it is confirmed. */
function useAddress(thread: Detail) {
  const known = thread.contact.email;
  const last = thread.conversation.findLast((entry) => entry.kind === 'reply');
  const from = last?.kind === 'reply' && last.from !== null && last.from !== known ? last.from : null;
  const [isOther, setIsOther] = useState(false);
  const [isConfirmed, setIsConfirmed] = useState(false);
  useEffect(() => {
    setIsOther(false);
    setIsConfirmed(false);
  }, [from]);
  const choice =
    from === null ? (
      <Text size="sm" c="dimmed">
        To {personOf(thread.contact)}
        {known !== null && known !== personOf(thread.contact) ? ` <${known}>` : ''}
      </Text>
    ) : (
      <Stack gap={6}>
        <Radio.Group
          label="Where it goes"
          value={isOther ? 'other' : 'known'}
          onChange={(value) => {
            setIsOther(value === 'other');
            setIsConfirmed(false);
          }}
        >
          <Stack gap={6} mt={4}>
            <Radio value="known" label={`${known ?? 'The address on file'}, the address on file`} />
            <Radio value="other" label={`${from}, from which they wrote last`} />
          </Stack>
        </Radio.Group>
        {isOther && (
          <Checkbox
            checked={isConfirmed}
            onChange={(event) => setIsConfirmed(event.currentTarget.checked)}
            label={`I have made sure that ${from} is ${personOf(thread.contact)}`}
          />
        )}
      </Stack>
    );
  return { choice, other: isOther ? from : null, isReady: known !== null && (!isOther || isConfirmed) };
}

function PickedOffers({ offers, onDrop }: { offers: PickedOffer[]; onDrop: (id: string) => void }) {
  if (offers.length === 0) return null;
  return (
    <Stack gap={2}>
      {offers.map((offer) => (
        <Group key={offer.id} gap={6}>
          <Text size="sm">The offer “{offer.title}” counts as had.</Text>
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconX size={12} aria-hidden />}
            onClick={() => onDrop(offer.id)}
          >
            It is not in it
          </Button>
        </Group>
      ))}
    </Stack>
  );
}

function NotSent({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isRefused = error instanceof Problem && error.code === 'must_not_write';
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={isRefused ? error.title : 'That did not save. Your text is still here.'}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        {!isRefused && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
