import type { FunctionComponent } from 'react';
import { Apology } from './apology.tsx';
import { CheckIn } from './check-in.tsx';
import { Farewell } from './farewell.tsx';
import type { LetterKind } from './kinds.ts';
import type { Letter } from './letter.ts';
import { News } from './news.tsx';
import { Offer } from './offer.tsx';
import { ThankYou } from './thank-you.tsx';

export const templates: Record<LetterKind, FunctionComponent<{ letter: Letter }>> = {
  thank_you: ThankYou,
  apology: Apology,
  check_in: CheckIn,
  news: News,
  offer: Offer,
  farewell: Farewell,
};
