import { Button, Grid, Paper, Select, Stack, Tabs, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useParams } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import { useAnswer } from '../data.ts';
import { useCommands } from '../keys.tsx';
import { useMay } from '../session.tsx';
import { notify } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { Answered, Loading } from '../ui/states.tsx';
import { Facts, PauseButton } from './campaign-head.tsx';
import { DraftState } from './draft-state.tsx';
import { type Definition, readDefinition } from './model.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { Problems } from './problems.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { RulesPanel } from './rules-panel.tsx';
import classes from './step-card.module.css';
import { Steps } from './steps.tsx';
import { type Campaign as Loaded, useDraft } from './use-draft.ts';
import { VersionsPanel } from './versions-panel.tsx';

type Stored = AnswerOf<'GET /v1/campaigns/:slug/draft'>['draft'];

/** One campaign: what it does, what comes of it, and the draft of what it will do. */
export function Campaign() {
  const { slug = '' } = useParams();
  const campaign = useAnswer('GET /v1/campaigns/:slug', { params: { slug } });
  const draft = useAnswer('GET /v1/campaigns/:slug/draft', { params: { slug } });
  // A draft is edited from what was there when the page opened; what changes meanwhile on the server is told, not loaded.
  const [first, setFirst] = useState<{ campaign: Loaded; draft: Stored } | null>(null);
  if (first === null && campaign.data && draft.data && !draft.isFetching)
    setFirst({ campaign: campaign.data, draft: draft.data.draft });
  const failed = campaign.error ? campaign : draft;
  if (first === null || campaign.data === undefined)
    return (
      <Page title="Campaign">
        <Answered of={{ ...failed, data: undefined }} loading={<Loading rows={8} height={56} />}>
          {() => null}
        </Answered>
      </Page>
    );
  return <Builder campaign={campaign.data} loaded={first.draft} />;
}

function Builder({ campaign, loaded }: { campaign: Loaded; loaded: Stored }) {
  const canWrite = useMay()('campaigns:write');
  const draft = useDraft(campaign, loaded);
  const [publishing, setPublishing] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);
  // Side by side where there is room, else a tab each.
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const [resultsOf, setResultsOf] = useState<string | null>(null);
  const { slug, version } = campaign;
  const results = useAnswer(
    'GET /v1/campaigns/:slug/results',
    { params: { slug }, query: resultsOf === null ? {} : { version: resultsOf } },
    { enabled: version !== null, keepPrevious: true },
  );
  const publish = async () => {
    await draft.save();
    setPublishing(true);
  };
  const isReady = draft.hasDraft && draft.problems.length === 0 && draft.definition.steps.length > 0;
  useCommands(
    canWrite && isReady
      ? [{ id: 'publish', name: `Publish "${campaign.name}"`, group: 'Campaign', run: () => void publish() }]
      : [],
  );
  const bringBack = (definition: Definition, from: number) => {
    const before = draft.definition;
    draft.change(definition);
    notify(`Version ${from} is the draft now.`, () => draft.change(before));
  };
  const published = new Set(campaign.definition?.steps.map((step) => step.key));
  const steps = (
    <>
      <Steps
        definition={draft.definition}
        onChange={draft.change}
        canWrite={canWrite}
        published={published}
        results={results.data?.steps ?? []}
        opened={opened}
        setOpened={setOpened}
      />
      <ResultNotes campaign={campaign} notes={results.data?.notes ?? []} value={resultsOf} onChange={setResultsOf} />
    </>
  );
  return (
    <Page
      title={campaign.name}
      lead={<Facts campaign={campaign} />}
      actions={
        canWrite && (
          <>
            <PauseButton campaign={campaign} />
            <Button disabled={!isReady} onClick={() => void publish()}>
              {version === null ? 'Publish …' : `Publish as version ${version + 1} …`}
            </Button>
          </>
        )
      }
    >
      {canWrite && <DraftState draft={draft} />}
      <Problems of={draft.problems}>
        {isWide ? (
          <Grid gap="xl">
            <Grid.Col span={7}>{steps}</Grid.Col>
            <Grid.Col span={5}>
              <SidePanel campaign={campaign} draft={draft} canWrite={canWrite} onBringBack={bringBack} />
            </Grid.Col>
          </Grid>
        ) : (
          <SidePanel campaign={campaign} draft={draft} canWrite={canWrite} onBringBack={bringBack} steps={steps} />
        )}
      </Problems>
      {publishing && (
        <PublishDialog
          slug={slug}
          definition={draft.definition}
          baseVersion={version}
          onClose={() => setPublishing(false)}
          onPublished={(answer) => {
            setPublishing(false);
            draft.reset(readDefinition(answer.definition), null);
          }}
        />
      )}
    </Page>
  );
}

interface SideProps {
  campaign: Loaded;
  draft: ReturnType<typeof useDraft>;
  canWrite: boolean;
  onBringBack: (definition: Definition, version: number) => void;
  /** Where there is no room beside it, the steps are its first tab. */
  steps?: ReactNode;
}

function SidePanel({ campaign, draft, canWrite, onBringBack, steps }: SideProps) {
  return (
    <Tabs defaultValue={steps === undefined ? 'preview' : 'steps'} keepMounted={false} className={classes.panel}>
      <Tabs.List mb="md">
        {steps !== undefined && <Tabs.Tab value="steps">Steps</Tabs.Tab>}
        <Tabs.Tab value="preview">Preview</Tabs.Tab>
        <Tabs.Tab value="rules">
          Rules
          {draft.problems.some(({ pointer }) => /^\/(sendPolicy|exitRules|trigger)/.test(pointer)) && (
            <IconAlertTriangle size={14} aria-label="Something is to be mended" />
          )}
        </Tabs.Tab>
        <Tabs.Tab value="versions">Versions</Tabs.Tab>
      </Tabs.List>
      {steps !== undefined && <Tabs.Panel value="steps">{steps}</Tabs.Panel>}
      <Tabs.Panel value="preview">
        <PreviewPanel
          slug={campaign.slug}
          definition={draft.checked}
          isBroken={draft.problems.length > 0 || draft.definition.steps.length === 0}
        />
      </Tabs.Panel>
      <Tabs.Panel value="rules">
        <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <RulesPanel definition={draft.definition} onChange={draft.change} />
        </fieldset>
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <VersionsPanel campaign={campaign} canWrite={canWrite} onBringBack={onBringBack} />
      </Tabs.Panel>
    </Tabs>
  );
}

interface NotesProps {
  campaign: Loaded;
  notes: readonly string[];
  value: string | null;
  onChange: (version: string | null) => void;
}

/** Whose numbers stand beside the steps, and what they can say. */
function ResultNotes({ campaign, notes, value, onChange }: NotesProps) {
  if (campaign.version === null) return null;
  return (
    <Paper mt="lg" p="md" radius="md" bg="var(--ajar-quiet)">
      <Stack gap="xs">
        <Title order={2} size="h5">
          About the numbers
        </Title>
        {campaign.versions.length > 1 && (
          <Select
            label="Of people in"
            size="xs"
            w={200}
            clearable
            placeholder="all versions"
            value={value}
            data={campaign.versions.map(({ version }) => ({ value: String(version), label: `version ${version}` }))}
            onChange={onChange}
          />
        )}
        {notes.map((note) => (
          <Text key={note} size="xs">
            {note}
          </Text>
        ))}
      </Stack>
    </Paper>
  );
}
