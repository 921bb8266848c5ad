import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useDeed } from '../../data.ts';
import { generalError, useFocusOnError } from '../field-errors.ts';
import { notify, notifyProblem } from '../notify.tsx';
import { NotSaved } from '../states.tsx';
import type { Content } from './content-page.tsx';

interface WithdrawProps {
  noun: 'news' | 'offers';
  item: Content;
  words: {
    /** On the button that takes a withdrawal back, such as "Tell it again". */
    again: string;
    /** What is said then of its title, such as "is told again." */
    isBack: string;
  };
  onDone: () => void;
}

interface Props extends Omit<WithdrawProps, 'item' | 'words'> {
  /** Null: a new one. */
  item: Content | null;
  words: WithdrawProps['words'] & { add: string };
  saving: { error: Error | null; isPending: boolean };
  onSave: () => void;
  children: ReactNode;
}

/** Around the fields of an offer or a news item: saves it, says what is wrong, and withdraws it. */
export function ContentForm({ noun, item, words, saving, onSave, onDone, children }: Props) {
  useFocusOnError(saving.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {children}
        <NotSaved error={generalError(saving.error) === null ? null : saving.error} onRetry={onSave} />
        <Group justify="space-between">
          <Button type="submit" loading={saving.isPending}>
            {item === null ? words.add : 'Save'}
          </Button>
          {item !== null && <Withdraw noun={noun} item={item} words={words} onDone={onDone} />}
        </Group>
      </Stack>
    </form>
  );
}

/** In no letter any more; who had it stays on record. A click takes that back. */
function Withdraw({ noun, item: { id, title, withdrawnAt }, words, onDone }: WithdrawProps) {
  const isWithdrawn = withdrawnAt !== null;
  const change = useDeed(`PATCH /v1/${noun}/:id`, { onProblem: notifyProblem });
  const bringBack = () => change.mutate({ params: { id }, body: { withdrawn: false } });
  const onSuccess = () => {
    if (isWithdrawn) notify(`“${title}” ${words.isBack}`);
    else notify(`“${title}” is withdrawn.`, bringBack);
    onDone();
  };
  return (
    <Button
      variant="default"
      loading={change.isPending}
      onClick={() => change.mutate({ params: { id }, body: { withdrawn: !isWithdrawn } }, { onSuccess })}
    >
      {isWithdrawn ? words.again : 'Withdraw'}
    </Button>
  );
}
