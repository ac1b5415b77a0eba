import { ICON_PATHS, type IconName } from './iconPaths';

/** Decoration only: the words beside it, or the button's label, say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
