import { caniemail, rawData } from 'caniemail';

/** The programs a letter is made for: all of Gmail, Outlook with Word's engine, Apple Mail on Mac and phone. */
const clients: Parameters<typeof caniemail>[0]['clients'] = ['gmail.*', 'outlook.windows', 'apple-mail.*'];

/** What the library does not look for, by the title it has in the data. */
const unseen: [sign: RegExp, title: string][] = [
  [/@media \(prefers-color-scheme/, '@media (prefers-color-scheme)'],
  [/<meta name="color-scheme"/, 'color-scheme meta tag'],
  [/[;{"]\s*color-scheme:/, 'color-scheme CSS property'],
  ...rawData.data.flatMap(({ title }): [RegExp, string][] => {
    const property = /^([a-z-]+) property$/.exec(title)?.[1];
    return property === undefined ? [] : [[new RegExp(`[;{"]\\s*${property}:`), title]];
  }),
];

/**
 * What a page uses of html and css that one of the programs does not know: "overflow: outlook.windows", each once, in
 * order. The library passes over what stands within `@media`, so those rules are asked about on their own.
 */
export function findUnknown(html: string): string[] {
  const within = [...html.matchAll(/@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}/g)].map(([, rules]) => rules ?? '');
  const results = [caniemail({ clients, html }), ...within.map((css) => caniemail({ clients, css }))];
  const found = results.flatMap(({ issues }) =>
    [...issues.errors].flatMap(([client, list]) => list.map(({ title }) => `${title}: ${client}`)),
  );
  return [
    ...new Set([...found, ...unseen.flatMap(([sign, title]) => (sign.test(html) ? refusedBy(title) : []))]),
  ].toSorted();
}

function refusedBy(title: string): string[] {
  const stats = rawData.data.find((feature) => feature.title === title)?.stats;
  if (stats === undefined) throw new Error(`The data knows nothing of ${title}.`);
  const asked = { gmail: stats.gmail, outlook: { windows: stats.outlook.windows }, 'apple-mail': stats['apple-mail'] };
  return Object.entries(asked).flatMap(([family, platforms]) =>
    Object.entries(platforms as Record<string, Record<string, string>>)
      .filter(([, versions]) => Object.values(versions).at(-1)?.startsWith('n'))
      .map(([platform]) => `${title}: ${family}.${platform}`),
  );
}
