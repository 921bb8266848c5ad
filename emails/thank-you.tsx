import { Highlights } from './blocks.tsx';
import { Layout, Paragraph } from './layout.tsx';
import type { Letter } from './letter.ts';

/** Ends the relationship well and asks for nothing; up to two successes stand as a short list. */
export function ThankYou({ letter }: { letter: Letter }) {
  return (
    <Layout letter={letter}>
      {letter.body.map((block, at) => {
        if (block.kind === 'paragraph') return <Paragraph key={at} runs={block.runs} />;
        return block.kind === 'highlights' ? <Highlights key={at} block={block} /> : null;
      })}
    </Layout>
  );
}
