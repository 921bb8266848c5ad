import { Paper, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { isReason, type Reason } from '../../domain/departure.ts';
import { useDeed } from '../data.ts';
import { ContentForm } from '../ui/content/content-form.tsx';
import { type ContentFormProps, ReasonsText } from '../ui/content/content-page.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { MarkdownView } from '../ui/markdown-view.tsx';
import { notify } from '../ui/notify.tsx';
import { ReasonsChips } from '../ui/reason-chips.tsx';
import { useForm } from '../ui/use-form.ts';
import type { NewsItem } from './news-item.ts';

export function NewsFacts({ item: { body, url, reasons } }: { item: NewsItem }) {
  return (
    <Stack gap="xs">
      <MarkdownView text={body} />
      {url !== null && <Text size="sm">{url}</Text>}
      <ReasonsText lead="Bears on" reasons={reasons} />
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

const words = { add: 'Add the item', again: 'Tell it again', isBack: 'is told again.' };

export function NewsForm({ item, today, onDone }: ContentFormProps<NewsItem>) {
  const { form, set, text } = useForm(() => valuesOf(item, today));
  const done = (what: string) => () => {
    notify(what);
    onDone();
  };
  const create = useDeed('POST /v1/news', { onDone: done(`“${form.title}” can be told.`) });
  const change = useDeed('PATCH /v1/news/:id', { onDone: done('Saved. Letters that have left keep what they said.') });
  const saving = item === null ? create : change;
  const errors = fieldErrors(saving.error);
  const save = () => {
    const body = { ...form, url: form.url.trim() === '' ? null : form.url.trim() };
    if (item === null) create.mutate({ body });
    else change.mutate({ params: { id: item.id }, body });
  };
  return (
    <ContentForm noun="news" item={item} words={words} saving={saving} onSave={save} onDone={onDone}>
      <TextInput
        label="Title"
        description="The first headline is the subject of the letter."
        required
        maxLength={120}
        data-autofocus
        {...text('title', errors)}
      />
      <Textarea
        label="What is new"
        description="Markdown: paragraphs, lists, **bold**. Plainly, in a few sentences. A letter takes its words, without markup."
        required
        autosize
        minRows={4}
        maxLength={4000}
        {...text('body', errors)}
      />
      {form.body.trim() !== '' && (
        <Paper p="sm" radius="md" bg="var(--ajar-quiet)" aria-label="Preview" component="section">
          <MarkdownView text={form.body} />
        </Paper>
      )}
      <TextInput
        label="Link"
        description="To read more; https only."
        type="url"
        placeholder="https://"
        maxLength={1000}
        {...text('url', errors)}
        error={errors['/url'] ?? linkProblem(form.url)}
      />
      <ReasonsChips
        label="Bears on why they left"
        description="None: on any reason."
        value={form.reasons}
        onChange={(reasons) => set({ reasons })}
        error={errors['/reasons']}
      />
      <Switch
        label="Useful to anybody"
        description="Fit for a check-in, which pitches nothing."
        checked={form.useful}
        onChange={(event) => set({ useful: event.currentTarget.checked })}
      />
      <TextInput
        label="Published on"
        description="Told from this day on, for 180 days."
        type="date"
        required
        w={{ base: '100%', xs: 240 }}
        {...text('publishedOn', errors)}
      />
    </ContentForm>
  );
}

/** What can be told of a link while it is typed; undefined: nothing against it. */
function linkProblem(url: string): string | undefined {
  const text = url.trim();
  if (text === '' || 'https://'.startsWith(text)) return undefined;
  return /^https:\/\/[^\s.]+\.\S+$/i.test(text) ? undefined : 'A link that starts with https://.';
}
