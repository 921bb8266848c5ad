import { useRef, useState } from 'react';
import classes from './letters.module.css';

interface Props {
  html: string;
  title: string;
  scheme: 'light' | 'dark';
  width: 'desktop' | 'phone';
}

/** A letter in a frame that runs nothing and whose links lead nowhere, in the scheme and at the width that is asked for. */
export function LetterFrame({ html, title, scheme, width }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(520);
  return (
    <iframe
      ref={frame}
      // Measured anew: a phone's lines are shorter, so its letters are longer.
      key={width}
      title={title}
      sandbox="allow-same-origin"
      srcDoc={inScheme(html, scheme)}
      className={width === 'phone' ? classes.phone : classes.desktop}
      style={{ colorScheme: scheme }}
      height={height}
      onLoad={() =>
        setHeight(Math.min(1600, (frame.current?.contentDocument?.documentElement.scrollHeight ?? 516) + 4))
      }
    />
  );
}

/** The letter asks the mail program for its scheme; here the answer is given, whatever the page around it has. */
function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html.replaceAll('@media (prefers-color-scheme: dark)', scheme === 'dark' ? '@media all' : '@media not all');
}

/** A small picture of a letter: to look at, not to read or to reach by keyboard. */
export function Thumbnail({ html }: { html: string }) {
  return (
    <div className={classes.thumbnail} aria-hidden inert>
      <iframe
        title=""
        sandbox=""
        srcDoc={inScheme(html, 'light')}
        loading="lazy"
        tabIndex={-1}
        className={classes.small}
      />
    </div>
  );
}
