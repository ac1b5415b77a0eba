import type { LinkView } from '../core/view/responseView';
import type { Actions } from './actions';
import { describeLink } from './describeLink';
import { countOf } from './formatFigures';
import { Icon } from './icon';
import { visibleText } from './visibleText';

interface LinkStripProps {
  readonly links: readonly LinkView[];
  readonly folded: boolean;
  readonly whole: boolean;
  readonly actions: Actions;
}

/** The links of the answer itself, ready to click; those of embedded resources are counted and a tab away. */
export function LinkStrip({ links, folded, whole, actions }: LinkStripProps) {
  if (links.length === 0) return null;
  const own = links.filter((link) => link.resource === '');
  const shown = whole || own.length <= STRIP_LIMIT ? own : own.slice(0, STRIP_LIMIT);
  const others = links.length - own.length;
  return (
    <section class="strip" aria-label="Links">
      <button
        type="button"
        class="strip-toggle"
        aria-expanded={!folded}
        title={folded ? 'Show the links' : 'Hide the links'}
        onClick={actions.toggleStrip}
      >
        <Icon name={folded ? 'separator' : 'down'} />
        {countOf(links.length, 'link')}
      </button>
      {!folded && (
        <>
          {shown.map((link, position) => (
            <Chip key={link.index} link={link} ordinal={ordinalOf(shown, position)} actions={actions} />
          ))}
          {shown.length < own.length && (
            <button type="button" class="chip more-links" onClick={actions.showWholeStrip}>
              {countOf(own.length - shown.length, 'more link')}
            </button>
          )}
          {others > 0 && (
            <button type="button" class="chip more-links" onClick={() => actions.selectTab('links')}>
              {own.length === 0 ? '' : '+ '}
              {countOf(others, 'link')} of embedded resources
            </button>
          )}
        </>
      )}
    </section>
  );
}

function Chip({
  link,
  ordinal,
  actions,
}: {
  readonly link: LinkView;
  readonly ordinal: string;
  readonly actions: Actions;
}) {
  const { name, tooltip, icon } = describeLink(link);
  const label = `${name}${ordinal}`;
  const rel = visibleText(link.rel);
  if (link.effect === 'none') {
    return (
      <span class="chip blocked" data-rel={rel} title={tooltip}>
        <Icon name={icon} />
        <span class="chip-name">{label}</span>
        <span class="spoken"> (not followed)</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={`chip ${icon}`}
      data-rel={rel}
      title={tooltip}
      onClick={(event) => {
        // The second click of a double click would follow twice.
        if (event.detail < 2) actions.followLink(link.index);
      }}
    >
      {icon !== 'follow' && <Icon name={icon} />}
      <span class="chip-name">{label}</span>
    </button>
  );
}

/** Several links of one relation get numbers. */
function ordinalOf(links: readonly LinkView[], position: number): string {
  const rel = links[position]?.rel;
  const same = links.filter((link) => link.rel === rel);
  if (same.length < 2) return '';
  return ` ${same.findIndex((link) => link === links[position]) + 1}`;
}

const STRIP_LIMIT = 20;
