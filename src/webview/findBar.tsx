import type { Actions } from './actions';
import { IconButton } from './buttons';
import { formatCount } from './formatFigures';
import type { FindModel } from './model';

/** Searches the text below, as the editor's own find does. */
export function FindBar({ find, actions }: { readonly find: FindModel; readonly actions: Actions }) {
  const { query, matchCase, result } = find;
  const none = result.count === 0;
  return (
    <search class="find">
      <input
        type="text"
        value={query}
        placeholder="Find"
        aria-label="Find in the body"
        spellcheck={false}
        autocomplete="off"
        class={none && query !== '' ? 'none' : ''}
        onInput={(event) => actions.find(event.currentTarget.value, { matchCase })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          actions.stepMatch(event.shiftKey ? -1 : 1);
        }}
      />
      <button
        type="button"
        class="icon-button letters"
        aria-label="Match case"
        title="Match case"
        aria-pressed={matchCase}
        onClick={() => actions.find(query, { matchCase: !matchCase })}
      >
        Aa
      </button>
      <span class="find-count" data-testid="find-count">
        {countText(find)}
      </span>
      <IconButton
        icon="up"
        label="Previous match"
        keys="Shift+Enter"
        disabled={none}
        onClick={() => actions.stepMatch(-1)}
      />
      <IconButton icon="down" label="Next match" keys="Enter" disabled={none} onClick={() => actions.stepMatch(1)} />
      <IconButton icon="close" label="Close find" keys="Escape" onClick={actions.closeFind} />
    </search>
  );
}

function countText({ query, result }: FindModel): string {
  if (query === '') return '';
  if (result.count === 0) return 'No results';
  return `${formatCount(result.current)} of ${formatCount(result.count)}${result.capped ? '+' : ''}`;
}
