import { ActionIcon, Button, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type Block, blockWords, type Copy, isBlock, newBlock, type Variant } from './copy-model.ts';
import classes from './letters.module.css';
import { CheckedContext, ProblemText, type Rules, Variants } from './variants.tsx';

interface Props {
  copy: Copy;
  onChange: (copy: Copy) => void;
  rules: Rules;
  problems: readonly { pointer: string; message: string }[];
}

/** The wording of a letter from its subject to its footer. */
export function CopyEditor({ copy, onChange, rules, problems }: Props) {
  const whole = problems.filter(({ pointer }) => pointer === '' || pointer === '/paragraphs');
  return (
    <CheckedContext value={{ rules, problems }}>
      <Stack gap="lg">
        {whole.map(({ message }) => (
          <ProblemText key={message} text={message} />
        ))}
        <Variants
          label="Subject"
          description={`At most ${rules.subjectMax} characters. A plain fact; never "Re:".`}
          pointer="/subject"
          variants={copy.subject}
          onChange={(subject) => onChange({ ...copy, subject })}
        />
        <Variants
          label="Preheader"
          description="The line that mailboxes show beside the subject."
          pointer="/preheader"
          variants={copy.preheader}
          onChange={(preheader) => onChange({ ...copy, preheader })}
        />
        <Variants
          label="Greeting"
          pointer="/greeting"
          variants={copy.greeting}
          onChange={(greeting) => onChange({ ...copy, greeting })}
        />
        <Paragraphs copy={copy} onChange={onChange} rules={rules} />
        <Variants
          label="Sign-off"
          pointer="/signOff"
          variants={copy.signOff}
          onChange={(signOff) => onChange({ ...copy, signOff })}
        />
        <Footer copy={copy} onChange={onChange} />
      </Stack>
    </CheckedContext>
  );
}

function Paragraphs({ copy, onChange, rules }: Omit<Props, 'problems'>) {
  const { paragraphs } = copy;
  const set = (next: Copy['paragraphs']) => onChange({ ...copy, paragraphs: next });
  const missing = rules.blocks.filter((block) => !paragraphs.some((part) => isBlock(part) && part.block === block));
  return (
    <Stack gap="md">
      <Stack gap={0}>
        <Title order={2} size="h5">
          Paragraphs
        </Title>
        <Text size="xs" c="dimmed">
          {`${rules.words.least} to ${rules.words.most} words in all. *Emphasis*, **strong**, [words](https://…); a value as {clientName}. A paragraph in which nothing fits is left out.`}
        </Text>
      </Stack>
      {paragraphs.map((part, index) => (
        <Group key={index} align="flex-start" wrap="nowrap" gap="xs" className={classes.part} data-paragraph={index}>
          <Stack gap={4} style={{ flex: 1, minWidth: 0 }}>
            {isBlock(part) ? (
              <BlockFields
                part={part}
                pointer={`/paragraphs/${index}`}
                onChange={(next) => set(paragraphs.with(index, next))}
              />
            ) : (
              <Variants
                label={`Paragraph ${index + 1}`}
                pointer={`/paragraphs/${index}`}
                variants={part}
                onChange={(next) => set(paragraphs.with(index, next))}
              />
            )}
          </Stack>
          <Stack gap={2}>
            <ActionIcon
              aria-label={`Move paragraph ${index + 1} up`}
              disabled={index === 0}
              onClick={() => set(paragraphs.with(index, paragraphs[index - 1]!).with(index - 1, part))}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={`Move paragraph ${index + 1} down`}
              disabled={index === paragraphs.length - 1}
              onClick={() => set(paragraphs.with(index, paragraphs[index + 1]!).with(index + 1, part))}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={`Remove paragraph ${index + 1}`}
              onClick={() => set(paragraphs.toSpliced(index, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Stack>
        </Group>
      ))}
      {paragraphs.length < 15 && (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set([...paragraphs, ['']])}
          >
            Add a paragraph
          </Button>
          {missing.length > 0 && (
            <Menu>
              <Menu.Target>
                <Button variant="subtle" size="xs">
                  Add a block
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {missing.map((block) => (
                  <Menu.Item key={block} onClick={() => set([...paragraphs, newBlock(block)])}>
                    {blockWords[block]}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      )}
    </Stack>
  );
}

function BlockFields({ part, pointer, onChange }: { part: Block; pointer: string; onChange: (block: Block) => void }) {
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {blockWords[part.block]}
      </Text>
      {part.block === 'highlights' && (
        <>
          <Variants
            label="Where there is one"
            pointer={`${pointer}/one`}
            variants={part.one}
            onChange={(one) => onChange({ ...part, one })}
          />
          <Variants
            label="Where there are two"
            pointer={`${pointer}/two`}
            variants={part.two}
            onChange={(two) => onChange({ ...part, two })}
          />
        </>
      )}
      {part.block === 'news' && (
        <Variants
          label="Words of the link to an item"
          pointer={`${pointer}/link`}
          variants={part.link}
          onChange={(link) => onChange({ ...part, link })}
        />
      )}
      {part.block === 'offer' &&
        part.lines.map((line: Variant[], index) => (
          <Variants
            key={index}
            label={`Line ${index + 1} of the offer`}
            pointer={`${pointer}/lines/${index}`}
            variants={line}
            onChange={(next) => onChange({ ...part, lines: part.lines.with(index, next) })}
          />
        ))}
    </Stack>
  );
}

function Footer({ copy, onChange }: { copy: Copy; onChange: (copy: Copy) => void }) {
  const { footer } = copy;
  const set = (changes: Partial<Copy['footer']>) => onChange({ ...copy, footer: { ...footer, ...changes } });
  return (
    <Stack gap="md" className={classes.part}>
      <Title order={2} size="h5">
        Footer
      </Title>
      <Variants
        label="Why they get this"
        pointer="/footer/why"
        variants={footer.why}
        onChange={(why) => set({ why })}
      />
      <Variants
        label="Words of the link that stops everything"
        pointer="/footer/stop"
        variants={footer.stop}
        onChange={(stop) => set({ stop })}
      />
      <Variants
        label="Words of the link to choose less"
        pointer="/footer/choose"
        variants={footer.choose}
        onChange={(choose) => set({ choose })}
      />
    </Stack>
  );
}
