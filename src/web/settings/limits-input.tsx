import { ActionIcon, Button, Group, Input, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { HousePolicy } from '../../domain/policy.ts';

interface Shown {
  label: string;
  description: string | undefined;
  error: string | undefined;
  disabled: boolean;
}

type Limits = HousePolicy['domainLimits'];

/** A line for each domain that takes only so many. */
export function DomainLimits(props: Shown & { limits: Limits; onChange: (limits: Limits) => void }) {
  const { label, description, error, disabled, limits, onChange } = props;
  const change = (at: number, part: Partial<Limits[number]>) =>
    onChange(limits.map((limit, index) => (index === at ? { ...limit, ...part } : limit)));
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap="xs" mt="xs" align="flex-start">
        {limits.map(({ domain, perHour }, index) => (
          // A line is what stands in its place: two can be empty at the same time.
          // oxlint-disable-next-line no-array-index-key
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              aria-label="Domain"
              placeholder="gmail.com"
              disabled={disabled}
              value={domain}
              onChange={(event) => change(index, { domain: event.currentTarget.value.trim().toLowerCase() })}
            />
            <NumberInput
              aria-label="Letters an hour"
              min={1}
              max={1_000_000}
              allowDecimal={false}
              suffix=" an hour"
              thousandSeparator=","
              disabled={disabled}
              value={perHour}
              onChange={(value) => typeof value === 'number' && change(index, { perHour: value })}
            />
            {!disabled && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`No limit for ${domain || 'this line'}`}
                onClick={() => onChange(limits.filter((_, other) => other !== index))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {!disabled && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...limits, { domain: '', perHour: 500 }])}
          >
            Limit a domain
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

type Ramp = NonNullable<HousePolicy['warmUp']>;
const firstRamp: Ramp = { startPerDay: 20, doubleEveryDays: 3, untilPerDay: 1000 };

const parts = [
  ['startPerDay', 'Letters on the first day', ' on the first day', 100_000],
  ['doubleEveryDays', 'Days until twice as many', ' days until twice as many', 60],
  ['untilPerDay', 'Letters a day at which it is over', ' a day end it', 10_000_000],
] as const;

/** Off, or a ramp. */
export function WarmUp(props: Shown & { warmUp: Ramp | null; onChange: (warmUp: Ramp | null) => void }) {
  const { label, description, error, disabled, warmUp, onChange } = props;
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap="xs" mt="xs">
        <Switch
          label="Begin with few letters a day"
          disabled={disabled}
          checked={warmUp !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? firstRamp : null)}
        />
        {warmUp !== null && (
          <Group gap="xs">
            {parts.map(([name, words, suffix, max]) => (
              <NumberInput
                key={name}
                aria-label={words}
                min={1}
                max={max}
                allowDecimal={false}
                suffix={suffix}
                thousandSeparator=","
                disabled={disabled}
                value={warmUp[name]}
                onChange={(value) => typeof value === 'number' && onChange({ ...warmUp, [name]: value })}
              />
            ))}
          </Group>
        )}
        {warmUp === null && (
          <Text size="sm" c="dimmed">
            Off: as many letters leave as are due.
          </Text>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
