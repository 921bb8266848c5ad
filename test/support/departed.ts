import type { TestApi } from './api.ts';

/** A departure as an integration records it: who left, over HTTP. */
export async function depart(api: TestApi, host: string, rest: object = {}, client: object = {}) {
  const answer = await api.call('POST', '/v1/departures', {
    client: { name: host, domain: host, timezone: 'Europe/Berlin', ...client },
    contacts: [{ email: `jo@${host}`, firstName: 'Jo', lastName: 'Brandt', locale: 'en' }],
    departedOn: '2026-11-16',
    reason: 'price',
    statedByClient: true,
    ...rest,
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  const { departure, client: recorded, contacts, enrollments, tasks } = answer.body;
  return {
    departureId: departure.id as string,
    clientId: recorded.id as string,
    contactId: contacts[0].id as string,
    enrollmentId: enrollments[0]?.id as string,
    tasks: tasks as { id: string; kind: string; dueOn: string }[],
    body: answer.body,
  };
}
