import type { ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { Icon } from './icon';
import { visibleText } from './visibleText';

interface NotesProps {
  readonly view: ResponseView;
  readonly actions: Pick<Actions, 'openSaved'>;
}

/** What a person should know before reading the body: redirects, where it was saved, and what the sender says. */
export function Notes({ view, actions }: NotesProps) {
  const { redirects, notes, saves = [] } = view;
  if (notes.length === 0 && redirects.length === 0 && saves.length === 0) return null;
  return (
    <ul class="notes" aria-label="Notes">
      {redirects.map((hop, index) => (
        <li key={`redirect-${index}`}>
          <Icon name="redirect" />
          <span>
            {hop.status} redirected to <span class="mono">{visibleText(hop.url)}</span>
          </span>
        </li>
      ))}
      {saves.map((save, index) => (
        <li key={`save-${index}`} data-testid={save.kind}>
          <Icon name={save.kind === 'saved' ? 'check' : 'warning'} />
          {save.kind === 'saved' ? (
            <span>
              Saved as{' '}
              <button type="button" class="link mono" title="Open the file" onClick={() => actions.openSaved(index)}>
                {visibleText(save.shown)}
              </button>
            </span>
          ) : (
            <span>{visibleText(save.message)}</span>
          )}
        </li>
      ))}
      {notes.map((note, index) => (
        <li key={`note-${index}`}>
          <Icon name="information" />
          <span>{visibleText(note)}</span>
        </li>
      ))}
    </ul>
  );
}
