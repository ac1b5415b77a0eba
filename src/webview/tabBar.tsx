import type { ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { CopyButton, IconButton } from './buttons';
import { formatCount } from './formatFigures';
import type { Model, TabName } from './model';

interface Tab {
  readonly name: TabName;
  readonly label: string;
  readonly count?: number;
}

/** The tabs an outcome has. */
export function tabsOf(view: ResponseView): readonly Tab[] {
  const timing: readonly Tab[] = view.connection === undefined ? [] : [{ name: 'timing', label: 'Timing' }];
  if (view.outcome.kind === 'failure') {
    return [{ name: 'body', label: 'What happened' }, { name: 'request', label: 'Request' }, ...timing];
  }
  return [
    { name: 'body', label: 'Body' },
    { name: 'raw', label: 'Raw' },
    { name: 'headers', label: 'Headers', count: view.outcome.headers.length },
    { name: 'links', label: 'Links', count: view.outcome.links.length },
    { name: 'request', label: 'Request' },
    ...timing,
  ];
}

interface TabBarProps {
  readonly model: Model;
  readonly view: ResponseView;
  readonly actions: Actions;
}

/** The tabs, with one tab stop and arrow keys between them, and what can be done with the one that is open. */
export function TabBar({ model, view, actions }: TabBarProps) {
  const tabs = tabsOf(view);
  return (
    <div class="tab-bar">
      <div
        class="tabs"
        role="tablist"
        aria-label="Parts of the exchange"
        onKeyDown={(event) => moveTab(event, tabs, model.tab, actions)}
      >
        {tabs.map(({ name, label, count }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={model.tab === name}
            aria-controls="panel"
            tabIndex={model.tab === name ? 0 : -1}
            onClick={() => actions.selectTab(name)}
          >
            {label}
            {count !== undefined && count > 0 && <span class="count">{formatCount(count)}</span>}
          </button>
        ))}
      </div>
      <Toolbar model={model} view={view} actions={actions} />
    </div>
  );
}

function Toolbar({ model, view, actions }: TabBarProps) {
  const { outcome } = view;
  if (outcome.kind === 'failure') return null;
  const { tab, copied } = model;
  const hasText = outcome.body.formatted !== '' && outcome.body.language !== 'empty';
  const isText = (tab === 'body' || tab === 'raw') && hasText;
  const folds = tab === 'body' && outcome.body.language === 'json' && hasText;
  return (
    <div class="tools" role="toolbar" aria-label="Actions">
      {isText && <IconButton icon="search" label="Find" keys={`${COMMAND_KEY}+F`} onClick={actions.openFind} />}
      {isText && <IconButton icon="wrap" label="Wrap lines" pressed={model.wrap} onClick={actions.toggleWrap} />}
      {folds && <IconButton icon="foldAll" label="Fold all" onClick={actions.foldAll} />}
      {folds && <IconButton icon="unfoldAll" label="Unfold all" onClick={actions.unfoldAll} />}
      {tab === 'body' && hasText && <CopyButton what="body" name="body" copied={copied} actions={actions} />}
      {tab === 'raw' && hasText && <CopyButton what="raw" name="raw body" copied={copied} actions={actions} />}
      {tab === 'headers' && <CopyButton what="headers" name="headers" copied={copied} actions={actions} />}
      {isText && <IconButton icon="document" label="Open as document" onClick={actions.openAsDocument} />}
      {(tab === 'body' || tab === 'raw') && outcome.size > 0 && (
        <IconButton icon="save" label="Save body" onClick={actions.saveBody} />
      )}
    </div>
  );
}

function moveTab(event: KeyboardEvent, tabs: readonly Tab[], tab: TabName, actions: Actions): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const index = tabs.findIndex(({ name }) => name === tab);
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: (index + 1) % tabs.length,
    ArrowLeft: (index - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  const target = tabs[targets[event.key] ?? -1];
  if (target === undefined) return;
  event.preventDefault();
  actions.selectTab(target.name);
  document.getElementById(`tab-${target.name}`)?.focus();
}

const COMMAND_KEY = navigator.platform.startsWith('Mac') ? 'Cmd' : 'Ctrl';
