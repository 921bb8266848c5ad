import { Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { addDays } from '../../domain/calendar.ts';
import { contactRoles } from '../../domain/contact.ts';
import { MoneyField } from '../ui/money-field.tsx';
import { roleWords } from '../ui/words.ts';
import type { ClosingForm } from './closing.ts';

interface NeedsProps {
  form: ClosingForm;
  set: (changes: Partial<ClosingForm>) => void;
  errorAt: (pointer: string) => string | undefined;
  today: string;
}

/** What the chosen outcome asks for (product §2). */
export function CloseNeeds({ form, set, errorAt, today }: NeedsProps) {
  const tomorrow = addDays(today, 1);
  switch (form.outcome) {
    case 'interested':
      return (
        <Group grow align="flex-start">
          <Select
            label="Next step"
            allowDeselect={false}
            value={form.nextStep}
            onChange={(picked) => set({ nextStep: picked === 'meeting' ? 'meeting' : 'call' })}
            data={[
              { value: 'call', label: 'Call' },
              { value: 'meeting', label: 'Meeting' },
            ]}
          />
          <DayField
            label="On"
            min={tomorrow}
            value={form.nextStepOn}
            error={errorAt('/nextStepOn')}
            onChange={(nextStepOn) => set({ nextStepOn })}
          />
        </Group>
      );
    case 'not_now':
      return (
        <DayField
          label="Write again on"
          min={tomorrow}
          value={form.on}
          error={errorAt('/on')}
          onChange={(on) => set({ on })}
        />
      );
    case 'won_back':
      return (
        <MoneyField
          label="Worth a year from now on"
          value={form.value}
          onChange={(value) => set({ value })}
          error={errorAt('/annualValue/amount')}
        />
      );
    case 'wrong_person':
      return <Successor form={form} set={set} errorAt={errorAt} today={today} />;
    case 'other':
      return (
        <Radio.Group
          label="And the letters?"
          value={form.goOn}
          onChange={(picked) => set({ goOn: picked === 'exit' ? 'exit' : 'resume' })}
        >
          <Stack gap={6} mt={4}>
            <Radio value="resume" label="They go on" />
            <Radio value="exit" label="They end for this person" />
          </Stack>
        </Radio.Group>
      );
    case 'never':
      return <Text size="sm">This ends all letters to everybody at this client, and cannot be taken back here.</Text>;
    default:
      return null;
  }
}

function Successor({ form, set, errorAt }: NeedsProps) {
  const { successor } = form;
  const change = (changes: Partial<ClosingForm['successor']>) => set({ successor: { ...successor, ...changes } });
  return (
    <Stack gap="xs">
      <Text size="sm">Who comes in their place? They get no letters until somebody enrolls them.</Text>
      <TextInput
        type="email"
        label="E-mail"
        description="Leave it empty where nobody was named."
        value={successor.email}
        error={errorAt('/successor/email')}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <TextInput
          label="First name"
          value={successor.firstName}
          error={errorAt('/successor/firstName')}
          onChange={(event) => change({ firstName: event.currentTarget.value })}
        />
        <TextInput
          label="Last name"
          value={successor.lastName}
          error={errorAt('/successor/lastName')}
          onChange={(event) => change({ lastName: event.currentTarget.value })}
        />
      </Group>
      <Select
        label="Role"
        clearable
        value={successor.role}
        onChange={(role) => change({ role })}
        data={contactRoles.map((role) => ({ value: role, label: roleWords[role] }))}
      />
    </Stack>
  );
}

function DayField(props: {
  label: string;
  value: string;
  min: string;
  error?: string | undefined;
  onChange: (day: string) => void;
}) {
  return (
    <TextInput
      {...props}
      type="date"
      required
      withAsterisk={false}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
