import { Layout, Paragraph } from './layout.tsx';
import type { Letter } from './letter.ts';

/** Owns a mistake once: paragraphs and nothing that could distract from them. */
export function Apology({ letter }: { letter: Letter }) {
  return (
    <Layout letter={letter}>
      {letter.body.map((block, at) => block.kind === 'paragraph' && <Paragraph key={at} runs={block.runs} />)}
    </Layout>
  );
}
