import type { LetterKind } from '../kinds.ts';
import type { LetterCopy, Variant } from './schema.ts';

const greeting: Variant[] = ['{salutation},', 'Hello {firstName},', 'Hello,'];

const footer: LetterCopy['footer'] = {
  why: [
    'You get this letter because {clientName} was a client of {houseName} until {leftMonth}.',
    'You get this letter because {clientName} was our client until {leftMonth}.',
    'You get this letter because {clientName} was a client of {houseName}.',
    'You get this letter because {clientName} was our client.',
  ],
  stop: ['Stop all letters'],
  choose: ['Fewer letters, or a pause'],
};

/** The letters in English. Their rules (length, what each must not do) are in kinds.ts and lint.ts. */
export const en: Record<LetterKind, LetterCopy> = {
  thank_you: {
    subject: ['Thank you for {years} together', 'Thank you for working with us'],
    preheader: ['Nothing to answer and nothing to do.'],
    greeting,
    paragraphs: [
      [
        {
          reasons: ['project_finished'],
          text: 'Our project for {clientName} is done, and I did not want it to end without a proper thank you. So here it is: thank you.',
        },
        '{clientName} worked with us for {years}, and I did not want that to end without a proper thank you. So here it is: thank you.',
        'Our work for {clientName} has come to its end, and I did not want to let it go without a proper thank you. So here it is: thank you.',
      ],
      [
        'You trusted us with work that mattered to you. A lot of your own time went into it, in meetings, in answers, in patience on the slower days, and I was grateful for that more often than I said.',
      ],
      {
        block: 'highlights',
        one: ['One thing I will remember with pleasure: {highlight1}.'],
        two: ['Two things I will remember with pleasure:'],
      },
      ['{personalLine}'],
      [
        'There is nothing you need to do now. If a file, an answer or some detail of our work ever goes missing, write to me and I will look for it, contract or no contract.',
      ],
      [
        {
          reasons: ['out_of_business'],
          text: 'I know that these are not easy weeks. I wish you, and everyone who made {clientName} what it was, well.',
        },
        'I wish you and everyone at {clientName} well.',
      ],
    ],
    signOff: ['With thanks,'],
    footer,
  },

  apology: {
    subject: [
      'About {wrongThing}',
      { reasons: ['billing'], text: 'About our invoices to you' },
      { reasons: ['communication'], text: 'About how we kept you informed' },
      { reasons: ['mistake'], text: 'About our mistake' },
      { reasons: ['results'], text: 'About the results of our work' },
      { reasons: ['service_quality'], text: 'About the service you had from us' },
      'About how our work together ended',
    ],
    preheader: ['What happened, and what was put right on {amendsOn}.', 'What happened, and my apology for it.'],
    greeting,
    paragraphs: [
      [
        '{whatWentWrong} That was ours to get right, and we did not.',
        {
          reasons: ['billing'],
          text: 'We did not look after your billing as we should have. That was ours to get right, and we did not.',
        },
        {
          reasons: ['communication'],
          text: 'We did not keep you informed as we should have. That was ours to get right, and we did not.',
        },
        {
          reasons: ['results'],
          text: 'Our work did not bring {clientName} what you were right to expect of it. That was ours to get right, and we did not.',
        },
        'We did not look after {clientName} as we should have. That was ours to get right, and we did not.',
      ],
      [
        {
          reasons: ['results'],
          text: 'You had put money, time and your own good name behind that work, and you were left to explain it on your side.',
        },
        {
          reasons: ['communication'],
          text: 'It left you asking for what we should have told you, and it cost you hours that belonged to your own work. None of that was yours to carry.',
        },
        'It cost you hours that belonged to your own work, and it left you checking ours. None of that was yours to carry.',
      ],
      ['I am sorry. You were right to expect better from us, and from me.'],
      ['{amends} That was done on {amendsOn}.'],
      [
        'Our time together deserved a better ending. One part of it I still think of with pleasure: {highlight1}.',
        'Our time together deserved a better ending, and I am still glad of the good part of it.',
      ],
      [
        'My door stays open. You can answer this letter or call me on {senderPhone}; both come straight to me. You owe me no answer.',
        'My door stays open. An answer to this letter comes straight to me. You owe me no answer.',
      ],
    ],
    signOff: ['Sincerely,'],
    footer,
  },

  check_in: {
    subject: [
      'You asked me to write in {revisitMonth}',
      '{newsTitle}',
      { reasons: ['out_of_business'], text: 'Files and records from our work' },
      'Loose ends from our work together',
    ],
    preheader: [
      { needs: ['revisitMonth'], text: 'Here I am, as you asked.' },
      { needs: ['newsTitle'], text: 'Of use with or without us.' },
      'A short note that needs no answer.',
    ],
    greeting,
    paragraphs: [
      [
        'You asked me to write in {revisitMonth}, so here I am. Thank you for naming a month; it made waiting easy.',
        'I have something that may be of use at {clientName}, with or without us: {newsTitle}.',
        {
          reasons: ['out_of_business'],
          text: 'Closing the books of a company takes papers that nobody has had in hand for years. Some of those for {clientName} may be with us.',
        },
        'It has been a while since we worked for {clientName}, and about now the loose ends tend to show: a login nobody can find, a setting nobody remembers, a decision nobody wrote down.',
      ],
      [
        {
          needs: ['revisitMonth', 'newsTitle'],
          text: 'One thing may be of use to you in any case: {newsTitle}.',
        },
      ],
      { block: 'news', link: ['Read it in full'] },
      [
        {
          needs: ['revisitMonth', 'newsTitle'],
          text: 'A line on where things stand at {clientName} is all I need to be of help. If the time is still not right, name another month and I will write then.',
        },
        {
          needs: ['revisitMonth'],
          text: 'I do not know what has changed at {clientName} since we spoke, so I will not guess. Tell me in a line or two where things stand, and I will answer that and nothing else. If the time is still not right, name another month and I will write then.',
        },
        {
          needs: ['newsTitle'],
          text: 'It is yours to keep and to pass on. If something in it raises a question, send it to me and I will tell you what I know. Otherwise this needs no answer.',
        },
        {
          reasons: ['out_of_business'],
          text: 'If you need a file, a record or a copy of an invoice, tell me which and I will look for it. Otherwise this needs no answer.',
        },
        'If one of those has landed on your desk, send it to me in a line or two. I will look it up and tell you what I know. Otherwise this needs no answer.',
      ],
    ],
    signOff: ['Kind regards,'],
    footer,
  },

  news: {
    subject: ['{newsTitle}'],
    preheader: ['What has changed here, and why I thought of {clientName}.'],
    greeting,
    paragraphs: [
      [
        {
          reasons: ['price', 'budget'],
          text: 'When {clientName} left, you told us that cost was the reason. I have kept that in mind, and something here has changed since.',
        },
        {
          reasons: ['service_quality', 'results', 'communication', 'billing', 'mistake'],
          text: 'When {clientName} left, you told us where we fell short. I have kept that in mind, and something here has changed since.',
        },
        {
          needs: ['newsTitle2'],
          text: 'A few things here have changed since we worked for {clientName}. These are the ones I think you would want to know.',
        },
        'Something here has changed since we worked for {clientName}. I think it is one of the things you would want to know, so here it is in a few lines.',
      ],
      { block: 'news', link: ['More about this'] },
      [
        {
          needs: ['newsTitle2'],
          text: 'That is all. If one of these matters to you, answer this letter and ask me anything about it. If not, it needs no answer.',
        },
        'That is all. If it matters to you, answer this letter and ask me anything about it. If not, it needs no answer.',
      ],
    ],
    signOff: ['Kind regards,'],
    footer,
  },

  offer: {
    subject: [{ needs: ['offerTitleFigure'], text: '{offerTitle}' }, '{offerTitle} for {offerPrice}', '{offerTitle}'],
    preheader: ['One proposal, and all of it is in this letter.'],
    greeting,
    paragraphs: [
      [
        {
          reasons: ['price', 'budget'],
          text: 'When {clientName} left, you told us that cost was the reason. I have kept that in mind, and I have one thing to propose. All of it is in this letter, so that you can judge it without a meeting.',
        },
        {
          reasons: ['service_quality', 'results', 'communication', 'billing', 'mistake'],
          text: 'When {clientName} left, you told us where we fell short. I have kept that in mind, and I have one thing to propose. All of it is in this letter, so that you can judge it without a meeting.',
        },
        'I have one proposal for {clientName}. All of it is in this letter, so that you can judge it without a meeting.',
      ],
      {
        block: 'offer',
        lines: [['**{offerTitle}**'], ['{offerTerms}'], ['Price: {offerPrice}'], ['Open until {offerUntil}']],
      },
      [
        {
          needs: ['offerUntil', 'offerPrice'],
          text: 'The date only says how long I can hold this price; it is not there to press you.',
        },
        {
          needs: ['offerUntil'],
          text: 'The date only says how far ahead I can plan for it; it is not there to press you.',
        },
      ],
      [
        'If you like it, or most of it, answer this letter or call me on {senderPhone}, and tell me what you would change. A plain no is a good answer too, and I will take it as one.',
        'If you like it, or most of it, answer this letter and tell me what you would change. A plain no is a good answer too, and I will take it as one.',
      ],
    ],
    signOff: ['Kind regards,'],
    footer,
  },

  farewell: {
    subject: ['My last letter for now'],
    preheader: [
      { needs: ['keepInTouch'], text: 'With one small choice, which is yours.' },
      'And once more, thank you.',
    ],
    greeting,
    paragraphs: [
      ['This is my last letter for now. I would rather stop while my letters are still welcome.'],
      ['Thank you once more for {years} of working together.', 'Thank you once more for the time we worked together.'],
      [
        'If anything comes up one day, call me on {senderPhone} or reply to this letter. Either way it reaches me.',
        'If anything comes up one day, reply to this letter. It reaches me, next week or in three years.',
      ],
      [
        {
          needs: ['keepInTouch'],
          text: 'If you would like to hear from me now and then, you can say so here. Otherwise nothing more will come.',
        },
      ],
      ['[Write to me twice a year]({keepInTouch})'],
      [
        { reasons: ['out_of_business'], text: 'All the best to you, and to everyone from {clientName}.' },
        'All the best to you and to everyone at {clientName}.',
      ],
    ],
    signOff: ['With warm regards,'],
    footer,
  },
};
