/** What open pages are told of: that something of this kind changed. */
export const changeKinds = ['reply', 'thread', 'task', 'message', 'sending', 'import', 'demo'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface Change {
  kind: ChangeKind;
  /** Of the thing that changed; null where many did. */
  id: string | null;
}

/** Reads what a process told; null for what is none of ours. */
export function readChange(payload: string): Change | null {
  try {
    const { kind, id } = JSON.parse(payload) as Partial<Change>;
    const known = changeKinds.find((one) => one === kind);
    return known === undefined ? null : { kind: known, id: typeof id === 'string' ? id : null };
  } catch {
    return null;
  }
}
