import { Layout, Paragraph } from './layout.tsx';
import type { Letter } from './letter.ts';

/** The last letter for now; its one link is a choice. */
export function Farewell({ letter }: { letter: Letter }) {
  return (
    <Layout letter={letter}>
      {letter.body.map((block, at) => block.kind === 'paragraph' && <Paragraph key={at} runs={block.runs} />)}
    </Layout>
  );
}
