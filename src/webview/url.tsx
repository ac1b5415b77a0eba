/**
 * A URL in one line: what does not fit is left out of the middle, and the tooltip has it all. The origin is the last
 * that goes, because it says whose server it is.
 */
export function Url({ url }: { readonly url: string }) {
  const split = Math.max(0, Math.min(url.length - TAIL, url.lastIndexOf('/')), url.length - LONGEST_TAIL);
  const origin = /^https?:\/\/[^/?#]*/i.exec(url)?.[0].length ?? 0;
  // One more for the mark of what is left out.
  const minWidth = `min(100%, ${Math.min(split, origin + 1)}ch)`;
  return (
    <span class="url" title={url}>
      <span class="url-head" style={{ minWidth }}>
        {url.slice(0, split)}
      </span>
      <span class="url-tail">{url.slice(split)}</span>
    </span>
  );
}

const TAIL = 12;
const LONGEST_TAIL = 24;
