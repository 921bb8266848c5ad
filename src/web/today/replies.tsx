import { Anchor, Group, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useNow } from '../clock.ts';
import { StateDot } from '../ui/state-dot.tsx';
import { When } from '../ui/time.tsx';
import { Section } from './section.tsx';

type Replies = AnswerOf<'GET /v1/today'>['replies'];

/** Answers that wait, the one due first at the top. */
export function Replies({ replies }: { replies: Replies }) {
  return (
    <Section title="Replies that wait" count={replies.count} all={{ href: '/inbox', name: 'Open the inbox' }}>
      {replies.data.map((reply, index) => (
        <ReplyRow key={reply.threadId} reply={reply} isNext={index === 0} />
      ))}
    </Section>
  );
}

function ReplyRow({ reply, isNext }: { reply: Replies['data'][number]; isNext: boolean }) {
  const now = useNow();
  const late = reply.answerDueAt !== null && Date.parse(reply.answerDueAt) < now.getTime();
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Anchor
          component={Link}
          href={`/inbox/${reply.threadId}`}
          fw={600}
          {...(isNext ? { 'data-next-thing': true } : {})}
        >
          {reply.contact.name}, {reply.client.name}
        </Anchor>
        <Text size="sm" c="dimmed">
          answered <When at={reply.lastReplyAt} relative />
        </Text>
      </Group>
      {reply.text !== null && (
        <Text size="sm" lineClamp={2} mt={2}>
          {reply.text}
        </Text>
      )}
      <Group gap="xs" mt={4}>
        {reply.answerDueAt !== null && (
          <>
            <StateDot tone={late ? 'bad' : 'waiting'}>{late ? 'Overdue' : 'Due'}</StateDot>
            <Text size="sm" c="dimmed">
              <When at={reply.answerDueAt} />
            </Text>
          </>
        )}
        {reply.assignee !== null && (
          <Text size="sm" c="dimmed">
            with {reply.assignee}
          </Text>
        )}
      </Group>
    </div>
  );
}
