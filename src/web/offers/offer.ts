import type { AnswerOf } from '../../contract/routes.ts';

export type Offer = AnswerOf<'GET /v1/offers/:id'>;
