import type { AnswerOf } from '../../contract/routes.ts';

export type NewsItem = AnswerOf<'GET /v1/news/:id'>;
