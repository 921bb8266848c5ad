import type { DeliveryStatus, Fields } from './mail.ts';

const fieldLine = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$/;

/** Blocks of `Name: value` lines, parted by empty lines, as delivery status and feedback reports have them; folded lines are joined. */
export function parseFieldBlocks(text: string): Fields[] {
  const blocks: Fields[] = [[]];
  for (const line of text.slice(0, 65_536).split(/\r\n|\r|\n/)) {
    const block = blocks.at(-1)!;
    if (line.trim() === '') {
      if (block.length > 0) blocks.push([]);
      continue;
    }
    const last = block.at(-1);
    const match = /^[ \t]/.test(line) && last ? null : fieldLine.exec(line);
    if (match) block.push([match[1]!.toLowerCase(), match[2]!]);
    else if (last) last[1] = `${last[1]} ${line.trim()}`.slice(0, 10_000);
  }
  return blocks.filter((block) => block.length > 0);
}

const namesRecipient = new Set(['final-recipient', 'original-recipient']);
const opensRecipient = new Set([...namesRecipient, 'action']);

/**
 * RFC 3464 section 2.1: one block about the message, then one for each recipient. Some servers leave the empty lines out or
 * put too many in: a block that names a recipient is a new one, so is a field that the present one has already; a block that
 * names nobody belongs to the one before.
 */
export function parseDeliveryStatus(text: string): DeliveryStatus {
  const status: DeliveryStatus = { perMessage: [], perRecipient: [] };
  const open = (): Fields => status.perRecipient[status.perRecipient.push([]) - 1]!;
  for (const block of parseFieldBlocks(text)) {
    const named = block.some(([name]) => namesRecipient.has(name));
    const aboutMessage = block.some(([name]) => name === 'reporting-mta');
    let current = named && !aboutMessage ? open() : (status.perRecipient.at(-1) ?? status.perMessage);
    for (const [name, value] of block) {
      const again = opensRecipient.has(name) && current.some(([key]) => key === name);
      if (again || (namesRecipient.has(name) && current === status.perMessage)) current = open();
      current.push([name, value]);
    }
  }
  return status;
}
