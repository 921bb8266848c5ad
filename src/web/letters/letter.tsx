import { Alert, Button, Grid, Group, Stack, Tabs, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { letterKinds } from '../../domain/message.ts';
import { Problem } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useKeys } from '../keys.tsx';
import { useMay, useSession } from '../session.tsx';
import { count } from '../ui/format.ts';
import { notify, notifyProblem } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { Answered, EmptyState, Loading, NotSaved } from '../ui/states.tsx';
import { letterWords } from '../ui/words.ts';
import { CopyEditor } from './copy-editor.tsx';
import { type Copy, purposes } from './copy-model.ts';
import { Languages } from './languages.tsx';
import { PreflightPanel } from './preflight-panel.tsx';
import { RevisionsPanel } from './revisions-panel.tsx';
import { ShownPanel } from './shown-panel.tsx';
import { type Of, useKept, useShown } from './use-wording.ts';
import type { Rules } from './variants.tsx';

type Detail = AnswerOf<'GET /v1/wordings/:kind/:locale'>;

/** One letter in one language: its wording beside what becomes of it. */
export function Letter() {
  const { kind: wanted = '', locale = '' } = useParams();
  const kind = letterKinds.find((one) => one === wanted);
  if (kind === undefined)
    return (
      <Page title="Letter">
        <EmptyState title="There is no such letter" action={<Link href="/letters">All letters</Link>} />
      </Page>
    );
  return <OneLetter of={{ kind, locale }} />;
}

function OneLetter({ of }: { of: Of }) {
  const detail = useAnswer('GET /v1/wordings/:kind/:locale', { params: of });
  const letters = useAnswer('GET /v1/letters', {});
  const rules = letters.data?.data.find((one) => one.kind === of.kind);
  const both = {
    data:
      detail.data && letters.data && rules ? { detail: detail.data, rules, locales: letters.data.locales } : undefined,
    error: detail.error ?? letters.error,
    refetch: () => Promise.all([detail.refetch(), letters.refetch()]),
  };
  return (
    <Answered
      of={both}
      loading={
        <Page title={letterWords[of.kind]}>
          <Loading rows={8} />
        </Page>
      }
    >
      {(data) => <Editor key={`${of.kind} ${of.locale}`} of={of} {...data} />}
    </Answered>
  );
}

function Editor({ of, detail, rules, locales }: { of: Of; detail: Detail; rules: Rules; locales: string[] }) {
  const canWrite = useMay()('campaigns:write');
  const saved = (detail.wording?.copy ?? detail.fallback) as unknown as Copy;
  const { copy, isChanged, change, forget } = useKept(of, saved, detail.wording?.revision ?? -1);
  const [tab, setTab] = useState<string | null>('wording');
  // Side by side where there is room, else one after the other.
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const checked = useShown(of, copy, { size: 'full' });
  const save = useDeed('POST /v1/wordings/:kind/:locale', {
    refreshes: ['/v1/letters'],
    onDone: ({ revision, toCome, wentWithOldText }, { body }) => {
      forget(body.copy as unknown as Copy);
      notify(
        `Revision ${revision} is saved: ${count(toCome, 'letter')} still to come, ${wentWithOldText} went with the old text.`,
      );
    },
  });
  const refused = save.error instanceof Problem ? save.error.errors : [];
  const problems = checked.data?.problems ?? [];
  const store = () => save.mutate({ params: of, body: { copy: copy as unknown as Record<string, unknown> } });
  useKeys({ 'mod+s': canWrite && isChanged && problems.length === 0 ? store : undefined });
  return (
    <Page
      title={letterWords[of.kind]}
      lead={purposes[of.kind]}
      actions={
        canWrite && (
          <>
            <TestSend of={of} copy={copy} />
            <Button disabled={!isChanged || problems.length > 0} loading={save.isPending} onClick={store}>
              Save as a new revision
            </Button>
          </>
        )
      }
    >
      <Languages of={of} locales={locales} />
      <Standing
        detail={detail}
        isChanged={isChanged}
        problems={problems.length}
        onForget={() => {
          const before = copy;
          forget(saved);
          notify('Back to the wording that is saved.', () => change(before));
        }}
      />
      {save.error && <NotSaved error={save.error} onRetry={store} />}
      {refused.map(({ message, pointer }) => (
        <Text key={`${pointer} ${message}`} size="sm" c="var(--mantine-color-error)">
          {message}
        </Text>
      ))}
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="wording">Wording</Tabs.Tab>
              {!isWide && <Tabs.Tab value="shown">Letter</Tabs.Tab>}
              <Tabs.Tab value="preflight">Preflight</Tabs.Tab>
              <Tabs.Tab value="revisions">Revisions</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="wording">
              <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
                <CopyEditor copy={copy} onChange={change} rules={rules} problems={problems} />
              </fieldset>
            </Tabs.Panel>
            {!isWide && (
              <Tabs.Panel value="shown">
                <ShownPanel of={of} copy={copy} />
              </Tabs.Panel>
            )}
            <Tabs.Panel value="preflight">
              <PreflightPanel of={of} copy={copy} />
            </Tabs.Panel>
            <Tabs.Panel value="revisions">
              <RevisionsPanel
                of={of}
                detail={detail}
                canWrite={canWrite}
                onBringBack={(back, name) => {
                  const before = copy;
                  change(back);
                  setTab('wording');
                  notify(`${name} is in the editor. Save it, and it holds again.`, () => change(before));
                }}
              />
            </Tabs.Panel>
          </Tabs>
        </Grid.Col>
        {isWide && (
          <Grid.Col span={6}>
            <ShownPanel of={of} copy={copy} />
          </Grid.Col>
        )}
      </Grid>
    </Page>
  );
}

interface StandingProps {
  detail: Detail;
  isChanged: boolean;
  problems: number;
  onForget: () => void;
}

/** Which wording is in force, and what of it is not saved. */
function Standing({ detail, isChanged, problems, onForget }: StandingProps) {
  const { wording } = detail;
  return (
    <Stack gap="xs">
      {wording === null && (
        <Alert variant="light" color="gray">
          There is no wording in this language yet: its readers get the one below, in another language. Translate it and
          save.
        </Alert>
      )}
      <Group gap="sm">
        <Text size="sm" role="status" data-standing>
          {isChanged
            ? 'Not saved yet; kept in this browser.'
            : wording === null
              ? ''
              : wording.revision === 0
                ? 'As it ships with Ajar.'
                : `Revision ${wording.revision} is in force.`}
        </Text>
        {problems > 0 && (
          <Text size="sm" c="var(--mantine-color-error)">
            {`${count(problems, 'thing is', 'things are')} to be mended.`}
          </Text>
        )}
        {isChanged && (
          <Button size="compact-sm" variant="subtle" onClick={onForget}>
            Back to what is saved
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** A test to whoever is signed in, at their own address once it is confirmed. */
function TestSend({ of, copy }: { of: Of; copy: Copy }) {
  const { user } = useSession();
  const deed = useDeed('POST /v1/wordings/:kind/:locale/test-send', {
    onDone: ({ to }) => notify(`A test is on its way to ${to}.`),
    onProblem: notifyProblem,
  });
  if (!user.emailVerified)
    return (
      <Button component={Link} href="/profile" variant="default">
        Confirm your address to get tests
      </Button>
    );
  return (
    <Button
      variant="default"
      leftSection={<IconSend size={16} aria-hidden />}
      loading={deed.isPending}
      onClick={() => deed.mutate({ params: of, body: { copy: copy as unknown as Record<string, unknown> } })}
    >
      Send me a test
    </Button>
  );
}
