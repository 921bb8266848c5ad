import { useState } from 'react';

type TextKey<Values> = {
  [Key in keyof Values]: string extends Values[Key] ? Key : never;
}[keyof Values] &
  string;

/**
 * What a form holds while it is filled in. `text('title')` binds a field that is typed into; with `fieldErrors` it
 * also shows there what is wrong, and can be given the focus.
 */
export function useForm<Values extends object>(start: Values | (() => Values)) {
  const [form, setForm] = useState(start);
  const set = (changes: Partial<Values>) => setForm((before) => ({ ...before, ...changes }));
  const text = (key: TextKey<Values>, errors?: Record<string, string>) => ({
    value: form[key] as string,
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ [key]: event.currentTarget.value } as unknown as Partial<Values>),
    ...(errors && { 'data-pointer': `/${key}`, error: errors[`/${key}`] }),
  });
  return { form, set, text };
}
