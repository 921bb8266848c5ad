import { describe, expect, it } from 'vitest';
import { renderAnswer } from '../../../src/mail/out/answer-letter.ts';

const quote = { name: 'Jo Brandt', at: new Date('2026-11-24T09:20:00Z'), text: 'Who would do the work?\n\nJo' };
const render = (body: string, locale = 'en') => renderAnswer({ body, quote, locale, zone: 'Europe/Berlin' });

describe('the letter of an answer', () => {
  it('reads as a person wrote it: their words, then what they answer', () => {
    const { html, text } = render(
      'Hello Jo,\n\nI would, with **Tomás**:\n\n- two days a month\n- see [the page](https://agency.example/small)\n\nBest,\nMara',
    );
    expect(text).toBe(
      [
        'Hello Jo,',
        '',
        'I would, with Tomás:',
        '',
        '- two days a month',
        '- see the page (https://agency.example/small)',
        '',
        'Best,',
        'Mara',
        '',
        'On 24 November 2026 at 10:20, Jo Brandt wrote:',
        '> Who would do the work?',
        '> ',
        '> Jo',
        '',
      ].join('\n'),
    );
    expect(html).toContain('<strong>Tomás</strong>');
    expect(html).toContain('<li>two days a month</li>');
    expect(html).toContain('Best,<br />Mara');
    expect(html).toContain('<blockquote');
  });
  it('never lets markup through, and no link but to the web, a mailbox or a telephone', () => {
    const { html } = render(
      '<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://t.example/p.gif)',
    );
    expect(html).not.toMatch(/<script|<img|javascript:/);
    expect(html).toContain('&lt;script&gt;');
  });
  it('speaks German to those who read German', () => {
    expect(render('Hallo', 'de').text).toContain('Am 24. November 2026 um 10:20 schrieb Jo Brandt:');
  });
});
