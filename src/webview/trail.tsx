import type { TrailView } from '../core/view/responseView';
import { Icon } from './icon';
import { visibleText } from './visibleText';

interface TrailProps {
  readonly trail: TrailView;
  /** What is on its way: it may lead away from all of these. */
  readonly next: string | undefined;
  readonly goTo: (index: number) => void;
}

/** The way here, as breadcrumbs; the last ones are in sight when it is long. */
export function Trail({ trail, next, goTo }: TrailProps) {
  if (next !== undefined) {
    return (
      <div class="trail next" data-testid="trail" title={next}>
        {next}
      </div>
    );
  }
  return (
    <nav class="trail" aria-label="Visited links" data-testid="trail">
      <ol>
        {trail.entries.map((entry, index) => {
          const current = index === trail.current;
          const status = entry.status === undefined ? 'no answer' : String(entry.status);
          return (
            // Entries have no identity but their place.
            <li key={index}>
              {index > 0 && <Icon name="separator" />}
              <button
                type="button"
                aria-current={current ? 'page' : undefined}
                title={`${visibleText(entry.method)} ${visibleText(entry.title)}: ${status}`}
                ref={current ? revealEntry : null}
                onClick={() => goTo(index)}
              >
                {visibleText(entry.title)}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function revealEntry(button: HTMLElement | null): void {
  const list = button?.closest('ol');
  // A short trail fits, and scrolling would cost a layout before the first frame.
  if (!button || !list || list.childElementCount < 4) return;
  requestAnimationFrame(() => {
    list.scrollLeft = button.offsetLeft - list.clientWidth / 2;
  });
}
