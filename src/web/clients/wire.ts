import type { AnswerOf } from '../../contract/routes.ts';

/** What the page is given, by the names it uses. */
export type ClientDetail = AnswerOf<'GET /v1/clients/:id'>;
export type Contact = ClientDetail['contacts'][number];
export type Departure = AnswerOf<'GET /v1/departures'>['data'][number];
