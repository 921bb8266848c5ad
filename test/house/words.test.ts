import { expect, it } from 'vitest';
import { letterKinds as kindsOfTemplates } from '../../emails/kinds.ts';
import { templates } from '../../emails/templates.ts';
import { letterKinds } from '../../src/domain/message.ts';

// emails/ imports nothing from src/, so that a designer can work there alone: the list stands in both places.
it('has the same kinds of letters in the rules as in the templates', () => {
  expect(kindsOfTemplates).toEqual(letterKinds);
  expect(Object.keys(templates).toSorted()).toEqual([...letterKinds].toSorted());
});
