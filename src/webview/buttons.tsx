import type { CopyTarget } from '../core/view/protocol';
import type { Actions } from './actions';
import { Icon } from './icon';
import type { IconName } from './iconPaths';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly testId?: string;
  /** Shown beside the label in the tooltip. */
  readonly keys?: string;
}

/** A button of a toolbar: an icon, whose words are its label and its tooltip. */
export function IconButton({ icon, label, onClick, pressed, disabled, testId, keys }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      aria-pressed={pressed}
      disabled={disabled ?? false}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface CopyButtonProps {
  readonly what: CopyTarget;
  /** What is copied, in words; also tells the buttons apart. */
  readonly name: string;
  readonly copied: string | undefined;
  readonly actions: Actions;
}

/** Asks the host to copy; a tick says for a moment that it did. */
export function CopyButton({ what, name, copied, actions }: CopyButtonProps) {
  return (
    <IconButton
      icon={copied === name ? 'check' : 'copy'}
      label={`Copy ${name}`}
      onClick={() => actions.copy(what, name)}
    />
  );
}
