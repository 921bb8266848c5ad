import { PasswordInput } from '@mantine/core';

const toggle = { 'aria-label': 'Show what you type', tabIndex: 0 };

interface PasswordProps {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  pointer?: string;
  error?: string | undefined;
}

/** A password that is chosen now: one field that can be looked at, instead of two that hide the same mistake. */
export function NewPassword({ value, onChange, label = 'Password', pointer = '/password', error }: PasswordProps) {
  return (
    <PasswordInput
      label={label}
      description="At least 10 characters: three or four words are easy to keep in mind."
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      data-pointer={pointer}
      visibilityToggleButtonProps={toggle}
      required
      withAsterisk={false}
    />
  );
}

/** The password that somebody has. */
export function PresentPassword({ value, onChange, label = 'Password', pointer = '/password', error }: PasswordProps) {
  return (
    <PasswordInput
      label={label}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      data-pointer={pointer}
      visibilityToggleButtonProps={toggle}
      required
      withAsterisk={false}
    />
  );
}
