import { type CSSProperties, Fragment, type ReactNode } from 'react';
import type { Run } from './compile.ts';
import type { Letter } from './letter.ts';
import { sheet, style } from './theme.ts';
import { Body, Head, Hr, Html, Link } from './ui.ts';

/** The page around a letter: greeting, what the letter says, signature, and why and how to end this. */
export function Layout({ letter, children }: { letter: Letter; children: ReactNode }) {
  return (
    <Html lang={letter.lang} dir={letter.dir}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* Dates and addresses are text; a telephone number may be tapped. */}
        <meta name="format-detection" content="date=no, address=no, email=no, url=no" />
        <title>{letter.subject}</title>
        <style>{sheet}</style>
      </Head>
      <Body className="page" lang={letter.lang} dir={letter.dir} style={style.body}>
        {letter.preheader === '' ? null : <div style={style.hidden}>{letter.preheader}</div>}
        <Cell table={style.column}>
          <Paragraph runs={letter.greeting} />
          {children}
          <Signature letter={letter} />
          <Footer letter={letter} />
        </Cell>
      </Body>
    </Html>
  );
}

interface CellProps {
  table?: CSSProperties;
  cell?: CSSProperties;
  className?: string;
  children: ReactNode;
}

/** A table of one cell, which a screen reader passes over. Not aligned: Word would let the table float. */
export function Cell({ table, cell, className, children }: CellProps) {
  return (
    <table role="presentation" width="100%" border={0} cellPadding={0} cellSpacing={0} style={table}>
      <tbody>
        <tr>
          <td className={className} style={{ ...style.cell, ...cell }}>
            {children}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

export function Paragraph({ runs, look = style.paragraph }: { runs: Run[]; look?: object }) {
  return (
    <p style={look}>
      {runs.map((run, index) => (
        <Words key={index} run={run} />
      ))}
    </p>
  );
}

/** A telephone number is not broken over two lines. */
export function unbroken(text: string): string {
  return text.replaceAll(/(?<=\d) (?=\d)/g, '\u00a0');
}

function Words({ run }: { run: Run }) {
  if (run.href !== undefined) {
    return (
      <Link className="link" href={run.href} style={style.link}>
        {run.text}
      </Link>
    );
  }
  const text = unbroken(run.text);
  if (run.as === 'strong') return <strong>{text}</strong>;
  return run.as === 'emphasis' ? <em>{text}</em> : text;
}

function Signature({ letter }: { letter: Letter }) {
  const lines = letter.signOff === '' ? letter.signature : [letter.signOff, ...letter.signature];
  return (
    <p style={style.signature}>
      <Lines lines={lines} />
    </p>
  );
}

function Footer({ letter }: { letter: Letter }) {
  return (
    <>
      <Hr className="rule" style={style.rule} />
      <p className="quiet" style={style.quiet}>
        {letter.why}
      </p>
      <p className="quiet" style={style.quiet}>
        {letter.address}
      </p>
      {[letter.stop, letter.choose].map((link) => (
        <p key={link.href + link.text} className="quiet" style={style.quietWay}>
          <Link href={link.href} style={style.quietLink}>
            {link.text}
          </Link>
        </p>
      ))}
    </>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ));
}
