import { Button, Divider, Group, Paper, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { isReason, type Reason } from '../../domain/departure.ts';
import { useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { ContentReach } from '../ui/content-reach.tsx';
import { fieldErrors, generalError, useFocusOnError } from '../ui/field-errors.ts';
import { MarkdownView } from '../ui/markdown-view.tsx';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { ReasonsChips } from '../ui/reason-chips.tsx';
import { NotSaved } from '../ui/states.tsx';
import { reasonWords } from '../ui/words.ts';
import type { NewsItem } from './news-item.ts';

interface Props {
  /** Null: a new one. */
  item: NewsItem | null;
  today: string;
  onDone: () => void;
}

export function NewsDrawer({ item, today, onDone }: Props) {
  const mayWrite = useMay()('news:write');
  return (
    <Stack gap="lg">
      {mayWrite ? <NewsForm item={item} today={today} onDone={onDone} /> : item !== null && <NewsFacts item={item} />}
      {item !== null && (
        <>
          <Divider />
          <ContentReach noun="news" id={item.id} />
        </>
      )}
    </Stack>
  );
}

function NewsFacts({ item: { body, url, reasons } }: { item: NewsItem }) {
  return (
    <Stack gap="xs">
      <MarkdownView text={body} />
      {url !== null && <Text size="sm">{url}</Text>}
      <Text size="sm" c="dimmed">
        {reasons.length === 0
          ? 'Bears on any reason'
          : `Bears on: ${reasons
              .filter(isReason)
              .map((reason) => reasonWords[reason])
              .join(', ')}`}
      </Text>
    </Stack>
  );
}

interface Values {
  title: string;
  body: string;
  url: string;
  reasons: Reason[];
  useful: boolean;
  publishedOn: string;
}

function valuesOf(item: NewsItem | null, today: string): Values {
  if (item === null) return { title: '', body: '', url: '', reasons: [], useful: false, publishedOn: today };
  const { title, body, url, reasons, useful, publishedOn } = item;
  return { title, body, url: url ?? '', reasons: reasons.filter(isReason), useful, publishedOn };
}

function NewsForm({ item, today, onDone }: Props) {
  const [values, setValues] = useState(() => valuesOf(item, today));
  const set = (changes: Partial<Values>) => setValues((before) => ({ ...before, ...changes }));
  const create = useDeed('POST /v1/news', { onDone: done(`“${values.title}” can be told.`) });
  const change = useDeed('PATCH /v1/news/:id', { onDone: done('Saved. Letters that have left keep what they said.') });
  const { error, isPending } = item === null ? create : change;
  const errors = fieldErrors(error);
  useFocusOnError(error);
  const at = (pointer: string) => ({ 'data-pointer': pointer, error: errors[pointer] });
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    const body = { ...values, url: values.url.trim() === '' ? null : values.url.trim() };
    if (item === null) create.mutate({ body });
    else change.mutate({ params: { id: item.id }, body });
  };
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        <TextInput
          label="Title"
          description="The first headline is the subject of the letter."
          required
          maxLength={120}
          data-autofocus
          value={values.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
          {...at('/title')}
        />
        <Textarea
          label="What is new"
          description="Markdown: paragraphs, lists, **bold**. Plainly, in a few sentences. A letter takes its words, without markup."
          required
          autosize
          minRows={4}
          maxLength={4000}
          value={values.body}
          onChange={(event) => set({ body: event.currentTarget.value })}
          {...at('/body')}
        />
        {values.body.trim() !== '' && (
          <Paper p="sm" radius="md" bg="var(--ajar-quiet)" aria-label="Preview" component="section">
            <MarkdownView text={values.body} />
          </Paper>
        )}
        <TextInput
          label="Link"
          description="To read more; https only."
          type="url"
          placeholder="https://"
          maxLength={1000}
          value={values.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
          data-pointer="/url"
          error={errors['/url'] ?? linkProblem(values.url)}
        />
        <ReasonsChips
          label="Bears on why they left"
          description="None: on any reason."
          value={values.reasons}
          onChange={(reasons) => set({ reasons })}
          error={errors['/reasons']}
        />
        <Switch
          label="Useful to anybody"
          description="Fit for a check-in, which pitches nothing."
          checked={values.useful}
          onChange={(event) => set({ useful: event.currentTarget.checked })}
        />
        <TextInput
          label="Published on"
          description="Told from this day on, for 180 days."
          type="date"
          required
          w={{ base: '100%', xs: 240 }}
          value={values.publishedOn}
          onChange={(event) => set({ publishedOn: event.currentTarget.value })}
          {...at('/publishedOn')}
        />
        <NotSaved error={generalError(error) === null ? null : error} onRetry={() => save()} />
        <Group justify="space-between">
          <Button type="submit" loading={isPending}>
            {item === null ? 'Add the item' : 'Save'}
          </Button>
          {item !== null && <Withdraw item={item} onDone={onDone} />}
        </Group>
      </Stack>
    </form>
  );

  function done(words: string) {
    return () => {
      notify(words);
      onDone();
    };
  }
}

/** What can be told of a link while it is typed; undefined: nothing against it. */
function linkProblem(url: string): string | undefined {
  const text = url.trim();
  if (text === '' || 'https://'.startsWith(text)) return undefined;
  return /^https:\/\/[^\s.]+\.\S+$/i.test(text) ? undefined : 'A link that starts with https://.';
}

/** Told to nobody any more; who had it stays on record. A click takes that back. */
function Withdraw({ item, onDone }: { item: NewsItem; onDone: () => void }) {
  const isWithdrawn = item.withdrawnAt !== null;
  const change = useDeed('PATCH /v1/news/:id', { onProblem: notifyProblem });
  const set = (withdrawn: boolean, onSuccess: () => void) =>
    change.mutate({ params: { id: item.id }, body: { withdrawn } }, { onSuccess });
  return (
    <Button
      variant="default"
      loading={change.isPending}
      onClick={() =>
        set(!isWithdrawn, () => {
          if (isWithdrawn) notify(`“${item.title}” is told again.`);
          else
            notify(`“${item.title}” is withdrawn.`, () =>
              change.mutate({ params: { id: item.id }, body: { withdrawn: false } }),
            );
          onDone();
        })
      }
    >
      {isWithdrawn ? 'Tell it again' : 'Withdraw'}
    </Button>
  );
}
