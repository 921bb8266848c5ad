import { Chip, Group, Input, NumberInput, Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { AnswerOf } from '../../contract/routes.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { type Field, settingWords } from './fields.ts';
import { DomainLimits, WarmUp } from './limits-input.tsx';

interface FieldInputProps {
  field: Field;
  values: AnswerOf<'GET /v1/settings'> | HousePolicy;
  isReadOnly: boolean;
  error: string | undefined;
  onChange: (change: Partial<HousePolicy>) => void;
}

/** One setting, as it is best set. */
export function FieldInput({ field, values, isReadOnly, error, onChange }: FieldInputProps) {
  const shown = { label: settingWords[field.name], description: field.help, error, disabled: isReadOnly };
  switch (field.kind) {
    case 'number': {
      const factor = field.minor ? 100 : 1;
      return (
        <NumberInput
          {...shown}
          min={field.min / factor}
          max={field.max / factor}
          allowDecimal={false}
          suffix={` ${field.unit}`}
          thousandSeparator=","
          styles={{ wrapper: { maxWidth: 280 } }}
          value={values[field.name] / factor}
          onChange={(value) => typeof value === 'number' && onChange({ [field.name]: Math.round(value * factor) })}
        />
      );
    }
    case 'text': {
      const Text_ = field.lines === undefined ? TextInput : Textarea;
      return (
        <Text_
          {...shown}
          {...(field.lines === undefined ? {} : { autosize: true, minRows: field.lines })}
          maxLength={field.max}
          value={values[field.name] ?? ''}
          onChange={(event) => onChange({ [field.name]: event.currentTarget.value || null })}
        />
      );
    }
    case 'zone':
      return (
        <Select
          {...shown}
          searchable
          styles={{ wrapper: { maxWidth: 360 } }}
          limit={80}
          data={zonesWith(values.zone)}
          value={values.zone}
          allowDeselect={false}
          nothingFoundMessage="No such zone"
          onChange={(zone) => zone !== null && onChange({ zone })}
        />
      );
    case 'locale':
      return (
        <TextInput
          {...shown}
          styles={{ wrapper: { maxWidth: 160 } }}
          maxLength={5}
          value={values.locale}
          onChange={(event) => onChange({ locale: event.currentTarget.value })}
        />
      );
    case 'window':
      return <WindowInput {...shown} window={values.sendWindow} onChange={(sendWindow) => onChange({ sendWindow })} />;
    case 'domains':
      return (
        <DomainLimits {...shown} limits={values.domainLimits} onChange={(domainLimits) => onChange({ domainLimits })} />
      );
    case 'warmUp':
      return <WarmUp {...shown} warmUp={values.warmUp} onChange={(warmUp) => onChange({ warmUp })} />;
    case 'approval':
      return (
        <Radio.Group
          {...shown}
          value={values.approval}
          onChange={(value) => onChange({ approval: value === 'required' ? 'required' : 'optional' })}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="optional" disabled={isReadOnly} label="leave when they are due, unless somebody holds them" />
            <Radio value="required" disabled={isReadOnly} label="wait until somebody has looked at them" />
          </Stack>
        </Radio.Group>
      );
  }
}

function zonesWith(zone: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set([zone, 'UTC', ...known])];
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface WindowInputProps {
  label: string;
  description: string | undefined;
  error: string | undefined;
  disabled: boolean;
  window: HousePolicy['sendWindow'];
  onChange: (window: HousePolicy['sendWindow']) => void;
}

function WindowInput({ label, description, error, disabled, window, onChange }: WindowInputProps) {
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap="sm" mt="xs">
        <Chip.Group
          multiple
          value={window.days.map(String)}
          onChange={(days) => onChange({ ...window, days: days.map(Number).toSorted((a, b) => a - b) })}
        >
          <Group gap={6} role="group" aria-label="Days">
            {weekdays.map((day, index) => (
              <Chip key={day} value={String(index + 1)} disabled={disabled} variant="outline">
                {day}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Group gap="xs" align="center">
          <TextInput
            type="time"
            aria-label="From"
            disabled={disabled}
            value={window.from}
            onChange={(event) => onChange({ ...window, from: event.currentTarget.value })}
          />
          <Text size="sm">to</Text>
          <TextInput
            type="time"
            aria-label="To"
            disabled={disabled}
            value={window.to}
            onChange={(event) => onChange({ ...window, to: event.currentTarget.value })}
          />
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
