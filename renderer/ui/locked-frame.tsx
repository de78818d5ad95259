/** A frame for a document from elsewhere: no scripts, no forms, no windows, no origin of its own. */
import { type IframeHTMLAttributes, useEffect, useState } from 'react';

type Attributes = Omit<IframeHTMLAttributes<HTMLIFrameElement>, 'sandbox' | 'srcDoc' | 'src' | 'onLoad' | 'title'>;

/**
 * `document`: HTML. What changes meanwhile is shown once the frame has loaded what it has: a document given while another one
 * is on its way can leave the frame blank, because the browser starts a process for a locked frame and swaps it in.
 */
export function LockedFrame({ document, title, ...attributes }: { document: string; title: string } & Attributes) {
  const [shown, setShown] = useState(document);
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    if (!loaded || shown === document) return;
    setLoaded(false);
    setShown(document);
  }, [loaded, shown, document]);
  return (
    <iframe
      {...attributes}
      title={title}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={shown}
      onLoad={() => setLoaded(true)}
    />
  );
}
