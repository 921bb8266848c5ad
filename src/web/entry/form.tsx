import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { useSessionChange } from '../session.tsx';
import { fieldErrors, generalError, useFocusOnError } from '../ui/field-errors.ts';
import { FormProblem } from './frame.tsx';

interface Attempt {
  isBusy: boolean;
  error: Error | null;
  /** By pointer, such as `/password`. */
  errors: Record<string, string>;
  attempt: (deed: () => Promise<unknown>) => void;
}

/** One thing that is posted; what was typed stays where it is when it fails. */
export function useAttempt(): Attempt {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  useFocusOnError(error);
  const attempt = (deed: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    deed()
      .catch((problem: unknown) => setError(problem as Error))
      .finally(() => setBusy(false));
  };
  return { isBusy, error, errors: fieldErrors(error), attempt };
}

/** Once signed in: the product, in place of the page with the link, so that "back" does not lead to it. */
export function useWelcome(): (to?: string) => Promise<void> {
  const [, navigate] = useLocation();
  const changed = useSessionChange();
  return async (to = '/') => {
    await changed();
    navigate(to, { replace: true });
  };
}

export function EntryForm({
  deed,
  button,
  onSubmit,
  children,
}: {
  deed: Attempt;
  button: string;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {children}
        <FormProblem message={generalError(deed.error)} />
        <Button type="submit" loading={deed.isBusy}>
          {button}
        </Button>
      </Stack>
    </form>
  );
}

const fields = {
  email: { type: 'email', label: 'E-mail address', autoComplete: 'username' },
  name: { label: 'Your name', autoComplete: 'name' },
};

interface FieldProps {
  of: keyof typeof fields;
  deed: Attempt;
  value: string;
  onChange: (value: string) => void;
  description?: string;
}

/** The address or the name of whoever comes in. */
export function EntryField({ of, deed, value, onChange, description }: FieldProps) {
  return (
    <TextInput
      {...fields[of]}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={deed.errors[`/${of}`]}
      data-pointer={`/${of}`}
      required
      withAsterisk={false}
    />
  );
}
