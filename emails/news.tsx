import { NewsItems } from './blocks.tsx';
import { Layout, Paragraph } from './layout.tsx';
import type { Letter } from './letter.ts';

/** What changed here that bears on why they left: up to three items, one link. */
export function News({ letter }: { letter: Letter }) {
  return (
    <Layout letter={letter}>
      {letter.body.map((block, at) => {
        if (block.kind === 'paragraph') return <Paragraph key={at} runs={block.runs} />;
        return block.kind === 'news' ? <NewsItems key={at} block={block} /> : null;
      })}
    </Layout>
  );
}
