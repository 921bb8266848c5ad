import { Input, SegmentedControl, Stack, Switch } from '@mantine/core';
import { useId } from 'react';
import { useSession } from '../session.tsx';
import { Section, SectionProblem, useProfileChange } from './section.tsx';

/** Each is saved when it is changed. */
export function Preferences() {
  const { preferences } = useSession().user;
  const save = useProfileChange('Saved.');
  const colors = useId();
  return (
    <Section title="Preferences">
      <Stack gap="md">
        <Stack gap={4}>
          <Input.Label component="div" id={colors}>
            Colours
          </Input.Label>
          <SegmentedControl
            aria-labelledby={colors}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            value={preferences.colorScheme ?? 'auto'}
            onChange={(value) => save.mutate({ body: { preferences: { colorScheme: value } } })}
          />
        </Stack>
        <Switch
          label="Single keys"
          description="j, k, r and others act without Ctrl. Switch them off if you dictate, or if they get in your way."
          checked={preferences.singleKeys ?? true}
          onChange={(event) => save.mutate({ body: { preferences: { singleKeys: event.currentTarget.checked } } })}
        />
        <SectionProblem error={save.error} />
      </Stack>
    </Section>
  );
}
