import { Fragment } from 'react';
import { Cell, Paragraph } from './layout.tsx';
import type { Block } from './letter.ts';
import { style } from './theme.ts';

export function Highlights({ block }: { block: Extract<Block, { kind: 'highlights' }> }) {
  return (
    <>
      <Paragraph runs={block.lead} look={style.lead} />
      <ul style={style.list}>
        {block.items.map((item, index) => (
          <li key={index} style={style.item}>
            {item}
          </li>
        ))}
      </ul>
    </>
  );
}

export function NewsItems({ block }: { block: Extract<Block, { kind: 'news' }> }) {
  return block.items.map((item, index) => (
    <Fragment key={index}>
      {item.title !== null && (
        <p style={item.paragraphs.length > 0 ? style.lead : style.paragraph}>
          <strong>{item.title}</strong>
        </p>
      )}
      {item.paragraphs.map((text, at) => (
        <p key={at} style={style.paragraph}>
          {text}
        </p>
      ))}
      {item.link !== null && <Paragraph runs={[item.link]} />}
    </Fragment>
  ));
}

export function OfferTerms({ block }: { block: Extract<Block, { kind: 'offer' }> }) {
  const last = block.lines.length - 1;
  return (
    <div style={style.aside}>
      <Cell className="rule" cell={style.inset}>
        {block.lines.map((line, index) => (
          <Paragraph key={index} runs={line} look={index === last ? style.insetLast : style.insetLine} />
        ))}
      </Cell>
    </div>
  );
}
