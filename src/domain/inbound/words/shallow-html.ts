/** Deeper than any mail that people read; html-to-text, for which this is made, leaves out what is deeper than 200. */
const deepest = 150;
/** Quotes in quotes and lists in lists: each level costs a mark, or white space, on every line in it. */
const deepestOf = new Map([
  ['blockquote', 30],
  ['ul', 15],
  ['ol', 15],
]);

const voids = new Set('area base br col embed frame hr img input link meta param source track wbr'.split(' '));
/** What the next of its kind ends. */
const endedByNext = new Set('p li dt dd option tr td th'.split(' '));
const inline = new Set(
  'a abbr b bdi bdo big cite code em font i ins kbd label mark q s small span strike strong sub sup tt u'.split(' '),
);

const tag = /<(\/?)([a-z][a-z0-9:_-]*)[^<>]*>/gi;

/**
 * The same HTML, no deeper than people write it: tags beyond are left out, and their words stand in lines of their own. A
 * parser keeps all open tags in a list and looks through it for each next one, so that nesting costs its square; this looks
 * at each tag once.
 */
export function shallowHtml(html: string): string {
  const nesting = openNesting();
  /** Where the last line was ended: one end is enough for tags that follow each other. */
  let brokenAt = -1;
  return html.replaceAll(tag, (whole: string, slash: string, written: string, offset: number) => {
    const name = written.toLowerCase();
    if (voids.has(name) || (slash === '' ? nesting.begin(name) : nesting.end(name))) return whole;
    const follows = offset === brokenAt;
    if (follows || !inline.has(name)) brokenAt = offset + whole.length;
    return follows || inline.has(name) ? '' : '<br>';
  });
}

/** What is open at a place in the HTML; each answer is whether the tag stays. */
function openNesting() {
  const open = openStack();
  /** What is left out and still open: all of it is within the last of `open`. */
  const left = openStack();
  return {
    begin(name: string): boolean {
      const within = left.size() > 0 ? left : open;
      if (endedByNext.has(name) && within.last() === name) return within === open;
      const isTooDeep = open.size() >= deepest || open.count(name) >= (deepestOf.get(name) ?? Infinity);
      const stays = within === open && !isTooDeep;
      (stays ? open : left).push(name);
      return stays;
    },
    end(name: string): boolean {
      if (left.count(name) > 0) {
        left.popTo(name);
        return false;
      }
      if (open.count(name) === 0) return left.size() === 0;
      left.clear();
      open.popTo(name);
      return true;
    },
  };
}

function openStack() {
  const names: string[] = [];
  const counts = new Map<string, number>();
  const count = (name: string): number => counts.get(name) ?? 0;
  const pop = (): string | undefined => {
    const name = names.pop();
    if (name !== undefined) counts.set(name, count(name) - 1);
    return name;
  };
  return {
    size: () => names.length,
    last: () => names.at(-1),
    count,
    push(name: string): void {
      names.push(name);
      counts.set(name, count(name) + 1);
    },
    /** Takes off all down to the last of that name, which there is. */
    popTo(name: string): void {
      while (pop() !== name);
    },
    clear(): void {
      while (pop() !== undefined);
    },
  };
}
