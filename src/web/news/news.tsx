import { Badge, Text } from '@mantine/core';
import { newsMaxAgeDays } from '../../domain/plan/content.ts';
import { usePages } from '../data.ts';
import { ContentPage } from '../ui/content/content-page.tsx';
import { DayText } from '../ui/time.tsx';
import { NewsFacts, NewsForm } from './news-form.tsx';
import type { NewsItem } from './news-item.ts';

const words = {
  title: 'News',
  lead: 'What changed that bears on why they left. Up to three items in a letter, never the same one twice, none older than 180 days.',
  one: 'item',
  unknown: 'News',
  now: 'Told now',
  past: 'Too old to tell',
  empty: { title: 'Nothing to tell yet.', text: 'Then Ajar writes nothing.' },
};

function ageOf({ publishedOn }: NewsItem, today: string) {
  if (publishedOn > today) return 'coming';
  return Date.parse(today) - Date.parse(publishedOn) >= newsMaxAgeDays * 86_400_000 ? 'past' : 'now';
}

/** What letters can tell of. */
export function News() {
  const list = usePages('GET /v1/news', { query: { limit: 100 } });
  return (
    <ContentPage
      noun="news"
      words={words}
      list={list}
      ageOf={ageOf}
      card={({ body, useful, publishedOn }) => ({
        text: body,
        badge: useful && <Badge>Useful to anybody</Badge>,
        facts: (
          <Text size="sm" c="dimmed">
            <DayText day={publishedOn} />
          </Text>
        ),
      })}
      Form={NewsForm}
      Facts={NewsFacts}
    />
  );
}
