import { describe, expect, it } from 'vitest';
import { readForm } from '../../src/api/http/form-body.ts';

const part = (name: string, value: string, end = '\r\n') =>
  `--b${end}Content-Disposition: form-data; name="${name}"${end}${end}${value}${end}`;

describe('the fields of a body', () => {
  const cases: [name: string, body: unknown, fields: [string, string][]][] = [
    [
      'urlencoded',
      'List-Unsubscribe=One-Click&a=1+2%20%C3%A4',
      [
        ['List-Unsubscribe', 'One-Click'],
        ['a', '1 2 ä'],
      ],
    ],
    ['multipart', `${part('List-Unsubscribe', 'One-Click')}--b--\r\n`, [['List-Unsubscribe', 'One-Click']]],
    ['multipart with bare line feeds, cut short', part('action', 'stop_news', '\n'), [['action', 'stop_news']]],
    [
      'several parts',
      `${part('a', '1')}${part('b', '2')}--b--`,
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a name twice: the first counts', 'a=1&a=2', [['a', '1']]],
    ['blanks around it', '\r\n a=1 \r\n', [['a', '1']]],
    ['nothing', undefined, []],
    ['only a boundary', '--', []],
    ['a boundary without parts', '--b\r\n', []],
    ['something that is no form', '{"a":1}', [['{"a":1}', '']]],
    [
      'broken escapes',
      'a=%E0%A4&b=%',
      [
        ['a', '\ufffd'],
        ['b', '%'],
      ],
    ],
  ];
  it.each(cases)('%s', (_, body, fields) => {
    expect([...readForm(body)]).toEqual(fields);
  });
});
