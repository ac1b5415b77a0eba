/** A URL in one line: what does not fit is left out of the middle, and the tooltip has it all. */
export function Url({ url }: { readonly url: string }) {
  const split = Math.max(0, Math.min(url.length - TAIL, url.lastIndexOf('/')), url.length - LONGEST_TAIL);
  return (
    <span class="url" title={url}>
      <span class="url-head">{url.slice(0, split)}</span>
      <span class="url-tail">{url.slice(split)}</span>
    </span>
  );
}

const TAIL = 12;
const LONGEST_TAIL = 24;
