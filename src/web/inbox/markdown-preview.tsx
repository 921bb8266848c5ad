import { Anchor, Text } from '@mantine/core';
import { Lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode, useMemo } from 'react';
import classes from './inbox.module.css';

/** Markdown as it will read, made of elements: nothing that is typed becomes markup. */
export function MarkdownPreview({ text }: { text: string }) {
  const tokens = useMemo(() => new Lexer({ gfm: true, breaks: true }).lex(text), [text]);
  return (
    <Text component="div" size="sm" className={classes.preview}>
      {blocks(tokens)}
    </Text>
  );
}

function blocks(tokens: readonly Token[]): ReactNode[] {
  return tokens.map((token, index) => <Fragment key={index}>{block(token)}</Fragment>);
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
      return <p>{words((token as Tokens.Paragraph).tokens)}</p>;
    case 'list': {
      const list = token as Tokens.List;
      const items = list.items.map((item, index) => <li key={index}>{blocks(item.tokens)}</li>);
      return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>;
    case 'text': {
      const { tokens, raw } = token as Tokens.Text;
      return tokens ? words(tokens) : raw;
    }
    case 'space':
    case 'hr':
    case 'def':
      return null;
    default:
      return <p>{token.raw}</p>;
  }
}

function words(tokens: readonly Token[] = []): ReactNode[] {
  return tokens.map((token, index) => <Fragment key={index}>{word(token)}</Fragment>);
}

function word(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{words(token.tokens)}</strong>;
    case 'em':
      return <em>{words(token.tokens)}</em>;
    case 'del':
      return <del>{words(token.tokens)}</del>;
    case 'codespan':
      return <code>{unescaped((token as Tokens.Codespan).text)}</code>;
    case 'br':
      return <br />;
    case 'link': {
      const { href, tokens: inner } = token as Tokens.Link;
      if (!/^(https?:|mailto:|tel:)/i.test(href)) return words(inner);
      return (
        <Anchor href={href} target="_blank" rel="noopener noreferrer" inherit underline="always">
          {words(inner)}
        </Anchor>
      );
    }
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'text': {
      const { tokens: inner, text } = token as Tokens.Text;
      return inner ? words(inner) : unescaped(text);
    }
    default:
      return token.raw;
  }
}

/** The lexer writes some characters as HTML would; here they are only text. */
function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
