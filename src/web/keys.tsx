import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useSession } from './session.tsx';

/** Something that can be done from here: in the palette, in the list of keys, or both. */
export interface Command {
  id: string;
  name: string;
  /** A single key, two in a row (`g i`), or `mod+Enter`. */
  keys?: string;
  group?: string;
  run: () => void;
}

interface Registry {
  commands: Command[];
  add: (commands: Command[]) => () => void;
}

const CommandsContext = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [sets, setSets] = useState<Command[][]>([]);
  const add = useMemo(
    () => (commands: Command[]) => {
      setSets((before) => [...before, commands]);
      return () => setSets((before) => before.filter((set) => set !== commands));
    },
    [],
  );
  const registry = useMemo(() => ({ commands: sets.flat(), add }), [sets, add]);
  return <CommandsContext value={registry}>{children}</CommandsContext>;
}

/** All commands that can be run now, those of the screen last. */
export function useCommandList(): Command[] {
  return useContext(CommandsContext)?.commands ?? [];
}

/**
 * Offers commands while the component is there: in the palette (Ctrl/Cmd-K), in the list of keys (`?`), and by their keys.
 * The list may be made anew on every render; what `run` sees is always the latest.
 */
export function useCommands(commands: Command[]): void {
  const add = useContext(CommandsContext)?.add;
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const shape = JSON.stringify(commands.map(({ id, name, keys, group }) => [id, name, keys, group]));
  useEffect(() => {
    const run = (id: string) => latest.current.find((command) => command.id === id)?.run();
    return add?.(latest.current.map(({ id, ...rest }) => ({ ...rest, id, run: () => run(id) })));
  }, [add, shape]);
  const byKeys = commands.flatMap(({ keys, run }) => (keys === undefined ? [] : [[keys, run] as const]));
  useKeys(Object.fromEntries(byKeys));
}

/**
 * Acts on keys: `j`, `?`, `Enter`, `mod+Enter`, or two in a row (`g i`). Single keys are off while somebody types, while a
 * dialog is open over the page, and for whoever switched them off (WCAG 2.1.4).
 */
export function useKeys(handlers: Readonly<Record<string, (() => void) | undefined>>): void {
  const { preferences } = useSession().user;
  const singleKeys = preferences.singleKeys ?? true;
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const held = event.ctrlKey || event.metaKey;
      if (!held && (!singleKeys || isTyping(event.target) || isBehindDialog(event.target))) return;
      const name = held ? `mod+${event.key}` : event.key;
      const inRow = before && event.timeStamp - before.at < 1000 ? `${before.key} ${name}` : null;
      before = { key: name, at: event.timeStamp };
      const handler = (inRow === null ? undefined : latest.current[inRow]) ?? latest.current[name];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [singleKeys]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select, [role="combobox"], [role="listbox"] *');
}

/** Enter and Space belong to what has the focus; every single key to the dialog that is open. */
function isBehindDialog(target: EventTarget | null): boolean {
  const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
  return dialog !== null && !(target instanceof Node && dialog.contains(target));
}
