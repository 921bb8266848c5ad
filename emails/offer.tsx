import { OfferTerms } from './blocks.tsx';
import { Layout, Paragraph } from './layout.tsx';
import type { Letter } from './letter.ts';

/** One proposal, set off from the text so that it is found again. */
export function Offer({ letter }: { letter: Letter }) {
  return (
    <Layout letter={letter}>
      {letter.body.map((block, at) => {
        if (block.kind === 'paragraph') return <Paragraph key={at} runs={block.runs} />;
        return block.kind === 'offer' ? <OfferTerms key={at} block={block} /> : null;
      })}
    </Layout>
  );
}
