import { NewsItems } from './blocks.tsx';
import { Layout, Paragraph } from './layout.tsx';
import type { Letter } from './letter.ts';

/** Something useful, without a pitch: at most one item and its link. */
export function CheckIn({ letter }: { letter: Letter }) {
  return (
    <Layout letter={letter}>
      {letter.body.map((block, at) => {
        if (block.kind === 'paragraph') return <Paragraph key={at} runs={block.runs} />;
        return block.kind === 'news' ? <NewsItems key={at} block={block} /> : null;
      })}
    </Layout>
  );
}
