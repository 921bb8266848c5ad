import { ActionIcon, Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../contract/routes.ts';
import type { RoutingCondition } from '../../domain/campaigns/campaign.ts';
import { Problem } from '../api.ts';
import { useAnswer, useDeed } from '../data.ts';
import { useMay } from '../session.tsx';
import { notify } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { Answered, NotSaved } from '../ui/states.tsx';
import { ConditionFields } from './condition-fields.tsx';
import { Problems } from './problems.tsx';

type Rule = { name: string; condition: RoutingCondition; campaign: string | null };
type Listed = AnswerOf<'GET /v1/campaigns'>['data'];

/** Which campaign a departure goes to: the first rule that fits. */
export function RoutingRules() {
  const rules = useAnswer('GET /v1/routing-rules', {});
  const campaigns = useAnswer('GET /v1/campaigns', { query: { limit: '200' } });
  const both = {
    data:
      rules.data && campaigns.data ? { rules: rules.data.data as Rule[], campaigns: campaigns.data.data } : undefined,
    error: rules.error ?? campaigns.error,
    refetch: () => Promise.all([rules.refetch(), campaigns.refetch()]),
  };
  return (
    <Page
      title="Routing rules"
      lead="A departure goes to the campaign of the first rule that fits. Departures that were recorded before stay where they are."
      actions={
        <Button component={Link} href="/campaigns" variant="default">
          All campaigns
        </Button>
      }
    >
      <Answered of={both}>{(data) => <RuleList {...data} />}</Answered>
    </Page>
  );
}

interface Row {
  id: number;
  rule: Rule;
}

function RuleList({ rules, campaigns }: { rules: Rule[]; campaigns: Listed }) {
  const canWrite = useMay()('campaigns:write');
  const [rows, setRows] = useState<Row[]>(() => rules.map((rule, id) => ({ id, rule })));
  const [changed, setChanged] = useState(false);
  const change = (next: Row[]) => {
    setRows(next);
    setChanged(true);
  };
  const deed = useDeed('PUT /v1/routing-rules', {
    onDone: () => {
      setChanged(false);
      notify('The routing rules are saved. They hold for departures from now on.');
    },
  });
  const save = () => deed.mutate({ body: { data: rows.map(({ rule }) => rule) } });
  const errors = deed.error instanceof Problem ? deed.error.errors : [];
  const special = rows.slice(0, -1);
  const last = rows.at(-1);
  const add = () => {
    const rule: Rule = {
      name: '',
      condition: { fact: 'reason', in: ['price'] },
      campaign: campaigns.find((one) => one.version !== null)?.slug ?? null,
    };
    change([...special, { id: Math.max(0, ...rows.map((row) => row.id)) + 1, rule }, ...(last ? [last] : [])]);
  };
  return (
    <Problems of={errors}>
      <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="md" maw={860}>
          {special.map((row, index) => (
            <RuleCard
              key={row.id}
              row={row}
              index={index}
              isLast={index === special.length - 1}
              campaigns={campaigns}
              onChange={(rule) => change(rows.with(index, { ...row, rule }))}
              onMove={(by) => change(swap(rows, index, index + by))}
              onRemove={() => {
                change(rows.toSpliced(index, 1));
                notify(`The rule "${row.rule.name}" was removed; it is not saved yet.`, () => change(rows));
              }}
            />
          ))}
          {canWrite && (
            <Group>
              <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
                Add a rule
              </Button>
            </Group>
          )}
          {last && (
            <Paper withBorder p="md" radius="md">
              <Group align="flex-end" gap="md">
                <Text fw={600} style={{ flex: 1, minWidth: 160 }} pb={8}>
                  All other departures
                </Text>
                <CampaignSelect
                  rule={last.rule}
                  campaigns={campaigns}
                  error={errors.find((one) => one.pointer === `/data/${rows.length - 1}/campaign`)?.message}
                  onChange={(rule) => change([...special, { ...last, rule }])}
                />
              </Group>
            </Paper>
          )}
          {errors.length === 0 && <NotSaved error={deed.error} onRetry={save} />}
          {canWrite && (
            <Group>
              <Button disabled={!changed} loading={deed.isPending} onClick={save}>
                Save the rules
              </Button>
              {changed && (
                <Button
                  variant="subtle"
                  onClick={() => {
                    setRows(rules.map((rule, id) => ({ id: id + 1000, rule })));
                    setChanged(false);
                    deed.reset();
                  }}
                >
                  Back to what is saved
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </fieldset>
    </Problems>
  );
}

interface CardProps {
  row: Row;
  index: number;
  isLast: boolean;
  campaigns: Listed;
  onChange: (rule: Rule) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function RuleCard({ row: { rule }, index, isLast, campaigns, onChange, onMove, onRemove }: CardProps) {
  const name = rule.name === '' ? `Rule ${index + 1}` : rule.name;
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={name}>
      <Stack gap="sm">
        <Group wrap="nowrap" align="flex-start" gap="xs">
          <TextInput
            label="Name"
            style={{ flex: 1 }}
            value={rule.name}
            onChange={(event) => onChange({ ...rule, name: event.currentTarget.value })}
          />
          <Group gap={2} pt={24} wrap="nowrap">
            <ActionIcon aria-label={`Move "${name}" up`} disabled={index === 0} onClick={() => onMove(-1)}>
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={`Move "${name}" down`} disabled={isLast} onClick={() => onMove(1)}>
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={`Remove "${name}"`} onClick={onRemove}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
        <ConditionFields
          label="If"
          none="Say for whom: a rule without a condition would take everybody."
          value={'always' in rule.condition ? undefined : rule.condition}
          onChange={(condition) => onChange({ ...rule, condition: condition ?? { fact: 'reason', in: [] } })}
          pointer={`/data/${index}/condition`}
        />
        <CampaignSelect rule={rule} campaigns={campaigns} onChange={onChange} error={undefined} />
      </Stack>
    </Paper>
  );
}

interface SelectProps {
  rule: Rule;
  campaigns: Listed;
  onChange: (rule: Rule) => void;
  error: string | undefined;
}

function CampaignSelect({ rule, campaigns, onChange, error }: SelectProps) {
  return (
    <Select
      label="goes to"
      w={280}
      allowDeselect={false}
      error={error}
      value={rule.campaign ?? ''}
      data={[
        ...campaigns.filter((one) => one.version !== null).map((one) => ({ value: one.slug, label: one.name })),
        { value: '', label: 'No campaign: only kept on file' },
      ]}
      onChange={(slug) => onChange({ ...rule, campaign: slug === '' || slug === null ? null : slug })}
    />
  );
}

function swap(rows: Row[], a: number, b: number): Row[] {
  const [one, other] = [rows[a], rows[b]];
  return one === undefined || other === undefined ? rows : rows.with(a, other).with(b, one);
}
