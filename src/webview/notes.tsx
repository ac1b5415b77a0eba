import type { ResponseView } from '../core/view/responseView';
import { Icon } from './icon';
import { visibleText } from './visibleText';

/** What a person should know before reading the body: redirects, and what the sender says. */
export function Notes({ view }: { readonly view: ResponseView }) {
  if (view.notes.length === 0 && view.redirects.length === 0) return null;
  return (
    <ul class="notes" aria-label="Notes">
      {view.redirects.map((hop, index) => (
        <li key={`redirect-${index}`}>
          <Icon name="redirect" />
          <span>
            {hop.status} redirected to <span class="mono">{visibleText(hop.url)}</span>
          </span>
        </li>
      ))}
      {view.notes.map((note, index) => (
        <li key={`note-${index}`}>
          <Icon name="information" />
          <span>{visibleText(note)}</span>
        </li>
      ))}
    </ul>
  );
}
