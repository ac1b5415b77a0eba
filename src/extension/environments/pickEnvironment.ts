import * as vscode from 'vscode';
import { joinEnvironmentNames, remainingParts } from '../../core/environment/environmentNames';
import type { EnvironmentColor, EnvironmentRules } from '../../core/environment/variable';
import { escapeIcons } from './environmentStatus';
import { sandboxName } from '../../core/environment/sandboxName';

/** What a person is asked, and what they choose from. */
export interface EnvironmentQuestion {
  readonly choices: readonly { readonly name: string; readonly rules: EnvironmentRules | undefined }[];
  /** May be several together: `staging+eu`. */
  readonly current: string | undefined;
  readonly title: string;
  readonly placeholder: string;
}

interface Item extends vscode.QuickPickItem {
  readonly name: string | undefined;
}

/** What is chosen in the list is the environment; the button of an item puts it on top of the current one. */
export function pickEnvironment({
  choices,
  current,
  title,
  placeholder,
}: EnvironmentQuestion): Promise<{ readonly name: string | undefined } | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const parts = remainingParts(current, [...choices.map(({ name }) => name), sandboxName]);
  const isCombined = parts.length > 1;
  pick.title = title;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = [
    ...(isCombined && current !== undefined ? [item(current, current, 'several, the last one wins')] : []),
    ...choices.map(({ name, rules }) => ({
      ...item(name, current, ['environment files', ...rulesInWords(rules)].join(' · ')),
      ...iconOf(rules),
      buttons: buttonsFor(name, parts),
    })),
    item(sandboxName, current, 'built-in, in memory'),
    { label: 'No environment', name: undefined, description: current === undefined ? 'current' : '' },
  ];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      resolve(chosen && { name: chosen.name });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { name } }) => {
      resolve(name === undefined ? undefined : { name: joinEnvironmentNames([...parts, name]) });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** The colour of the status bar, before it is chosen. */
function iconOf(rules: EnvironmentRules | undefined): { readonly iconPath?: vscode.Uri } {
  return rules?.color === undefined
    ? {}
    : { iconPath: vscode.Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(dot(fills[rules.color]))}`) };
}

/** A theme's icon takes no colour in a list. */
function dot(fill: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5" fill="${fill}"/></svg>`;
}

const fills: Readonly<Record<EnvironmentColor, string>> = {
  red: '#e51400',
  orange: '#d18616',
  yellow: '#bf8803',
  green: '#388a34',
  blue: '#1a85ff',
  purple: '#8f5bd7',
};

function rulesInWords(rules: EnvironmentRules | undefined): readonly string[] {
  const methods = rules?.confirm ?? [];
  return methods.length === 0 ? [] : [`asks before ${methods.join(', ')}`];
}

/** The Sandbox is used alone, and one that is on top already cannot go on top of itself. */
function buttonsFor(name: string, parts: readonly string[]): readonly vscode.QuickInputButton[] {
  if (parts.length === 0 || parts.includes(sandboxName) || parts.at(-1) === name) return [];
  return [
    { iconPath: new vscode.ThemeIcon('layers'), tooltip: `Use on top of '${joinEnvironmentNames(parts) ?? ''}'` },
  ];
}

function item(name: string, current: string | undefined, origin: string): Item {
  return {
    // An icon is written with `$(…)`; a name from a file is a name.
    label: escapeIcons(name),
    name,
    description: name === current ? `${origin} · current` : origin,
  };
}
