import { Anchor, Box, List, Text } from '@mantine/core';
import { lexer, type Token, type Tokens } from 'marked';
import type { ReactNode } from 'react';

/**
 * Markdown as elements, never as markup: tags in it are shown as they were typed, links lead to https and nowhere else.
 * Heavy, hence only in what is loaded on demand.
 */
export function MarkdownView({ text }: { text: string }) {
  return <Box>{lexer(text).map((token, index) => block(token, index))}</Box>;
}

function block(token: Token, key: number): ReactNode {
  switch (token.type) {
    case 'space':
    case 'hr':
      return null;
    case 'heading':
      return (
        <Text key={key} fw={600} mb="xs">
          {inlines((token as Tokens.Heading).tokens)}
        </Text>
      );
    case 'list':
      return (
        <List key={key} mb="xs" type={(token as Tokens.List).ordered ? 'ordered' : 'unordered'}>
          {(token as Tokens.List).items.map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <List.Item key={index}>{inlines(item.tokens)}</List.Item>
          ))}
        </List>
      );
    default:
      return (
        <Text key={key} mb="xs" style={{ whiteSpace: 'pre-line' }}>
          {'tokens' in token && token.tokens ? inlines(token.tokens) : token.raw}
        </Text>
      );
  }
}

function inlines(tokens: readonly Token[]): ReactNode[] {
  return tokens.map((token, key) => inline(token, key));
}

function inline(token: Token, key: number): ReactNode {
  const inner = 'tokens' in token && token.tokens ? inlines(token.tokens) : undefined;
  switch (token.type) {
    case 'strong':
      return <strong key={key}>{inner}</strong>;
    case 'em':
      return <em key={key}>{inner}</em>;
    case 'codespan':
      return <code key={key}>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br key={key} />;
    case 'link': {
      const { href } = token as Tokens.Link;
      if (!/^https:\/\//i.test(href)) return <span key={key}>{inner}</span>;
      return (
        <Anchor key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
          {inner}
        </Anchor>
      );
    }
    default:
      return <span key={key}>{inner ?? ('text' in token ? unescape(String(token.text)) : token.raw)}</span>;
  }
}

/** The lexer hands texts on with a few characters escaped for markup; here there is none. */
function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
