import { Alert, Button, Group, NumberInput, Radio, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { AnswerOf } from '../../contract/routes.ts';
import { useMay } from '../session.tsx';
import { NotSaved } from '../ui/states.tsx';
import { settingWords } from './fields.ts';
import { type Change, useSettingsChange } from './policy-form.tsx';

/** By what right we write, and whether the letters' worth is measured. */
export function Privacy({ settings }: { settings: AnswerOf<'GET /v1/settings'> }) {
  const may = useMay();
  const [change, setChange] = useState<Change>({});
  const save = useSettingsChange(() => setChange({}), settings);
  const values = { ...settings, ...change };
  const submit = () => save.mutate({ body: { ...change, noticeConfirmed: true } });
  const isReadOnly = !may('settings:write');
  return (
    <Stack maw={720} gap="lg">
      {!settings.noticeConfirmed && (
        <Alert variant="outline" icon={<IconInfoCircle aria-hidden />} title="Please confirm">
          Whether you may write to former clients hangs on what their contracts said. Nobody has confirmed it yet.
        </Alert>
      )}
      <Radio.Group
        label="Did your contracts tell clients that they may object to letters?"
        description="It is kept with every departure as the basis for writing. Where contracts differ, say so on the departure."
        value={values.noticeGiven ? 'yes' : 'no'}
        onChange={(value) => setChange({ ...change, noticeGiven: value === 'yes' })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="yes" disabled={isReadOnly} label="Yes, they carried the notice" />
          <Radio value="no" disabled={isReadOnly} label="No, or not all of them" />
        </Stack>
      </Radio.Group>
      <NumberInput
        label={settingWords.holdoutPercent}
        description="So many of those who leave are sent nothing, at random, so that what the letters are worth can be measured. From the next departure on."
        min={0}
        max={50}
        suffix=" %"
        allowDecimal={false}
        styles={{ wrapper: { maxWidth: 280 } }}
        disabled={isReadOnly}
        value={values.holdoutPercent}
        onChange={(value) => typeof value === 'number' && setChange({ ...change, holdoutPercent: value })}
      />
      <NotSaved error={save.error} onRetry={submit} />
      {!isReadOnly && (
        <Group>
          <Button
            loading={save.isPending}
            disabled={settings.noticeConfirmed && Object.keys(change).length === 0}
            onClick={submit}
          >
            {settings.noticeConfirmed ? 'Save' : 'Confirm and save'}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
