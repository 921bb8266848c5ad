import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconBold, IconItalic, IconLink, IconList, IconListNumbers } from '@tabler/icons-react';
import type { RefObject } from 'react';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (value: string) => void;
}

type Change = (chosen: string) => { text: string; select: [from: number, to: number] };

const around =
  (mark: string, empty: string): Change =>
  (chosen) => {
    const inner = chosen === '' ? empty : chosen;
    return { text: `${mark}${inner}${mark}`, select: [mark.length, mark.length + inner.length] };
  };
const lines =
  (markOf: (index: number) => string): Change =>
  (chosen) => {
    const text = (chosen === '' ? 'a line' : chosen)
      .split('\n')
      .map((line, index) => `${markOf(index)}${line}`)
      .join('\n');
    return { text, select: [markOf(0).length, text.length] };
  };

const tools: { name: string; icon: typeof IconBold; change: Change }[] = [
  { name: 'Bold', icon: IconBold, change: around('**', 'bold') },
  { name: 'Italic', icon: IconItalic, change: around('_', 'italic') },
  { name: 'List', icon: IconList, change: lines(() => '- ') },
  { name: 'Numbered list', icon: IconListNumbers, change: lines((index) => `${index + 1}. `) },
  {
    name: 'Link',
    icon: IconLink,
    change: (chosen) => {
      const inner = chosen === '' ? 'the page' : chosen;
      return { text: `[${inner}](https://)`, select: [inner.length + 3, inner.length + 11] };
    },
  },
];

/** Marks what is chosen in the field; the words stay Markdown. */
export function Toolbar({ field, value, onChange }: Props) {
  const apply = (change: Change) => {
    const element = field.current;
    if (!element) return;
    const { selectionStart: from, selectionEnd: to } = element;
    const { text, select } = change(value.slice(from, to));
    onChange(value.slice(0, from) + text + value.slice(to));
    // After React has put the new text into the field.
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(from + select[0], from + select[1]);
    });
  };
  return (
    <Group gap={2} role="toolbar" aria-label="How the words look">
      {tools.map(({ name, icon: Icon, change }) => (
        <Tooltip key={name} label={name}>
          <ActionIcon aria-label={name} onClick={() => apply(change)}>
            <Icon size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
