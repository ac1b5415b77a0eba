import * as vscode from 'vscode';
import type { EnvironmentColor } from '../../core/environment/variable';
import { describeOrigin } from '../../core/language/hover/describeOrigin';
import type {
  DescribedCapture,
  DescribedEnvironment,
  DescribedLayer,
  DescribedVariable,
} from '../../core/language/names/describeVariables';
import type { UseNode, VariablesNode } from './variableNodes';

/** The line of the view for a node. Every text in it is plain: nothing of a file becomes markup or an icon. */
export function toTreeItem(node: VariablesNode): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node);
    case 'environment':
      return environmentItem(node);
    case 'variable':
      return variableItem(node);
    case 'layer':
      return layerItem(node);
    case 'capture':
      return captureItem(node);
    case 'uses': {
      const item = lineItem(`uses:${node.name}`, 'Used in', { icon: 'references' });
      item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
      item.accessibilityInformation = { label: `Where ${node.name} is used` };
      return item;
    }
    case 'use':
      return useItem(node);
    case 'note':
      return lineItem(node.id, node.text, { icon: 'info' });
  }
}

function groupItem({ group, count }: Extract<VariablesNode, { kind: 'group' }>): vscode.TreeItem {
  const label = { environments: 'Environment', variables: 'Variables', captures: 'Captured in This Session' }[group];
  const item = lineItem(`group:${group}`, label, group === 'environments' ? {} : { description: String(count) });
  item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
  item.contextValue = `group ${group}`;
  return item;
}

function environmentItem(node: DescribedEnvironment): vscode.TreeItem {
  const { name, color, isBuiltIn, isUnknown, under, over } = node;
  const order = under === undefined ? (over === undefined ? '' : `over ${over}, wins`) : `under ${under}`;
  const about = isUnknown ? 'no file defines it' : isBuiltIn ? 'built-in, in memory' : order;
  const item = lineItem(`environment:${name}`, name, {
    description: about,
    icon: isUnknown ? 'warning' : 'circle-filled',
    color: isUnknown ? 'list.warningForeground' : color && colors[color],
    tooltip: isUnknown
      ? `No environment file and no setting that counts here defines '${name}'.`
      : `${name}${color === undefined ? '' : ` (${color})`}: an active environment${order === '' ? '' : `, ${order}`}.`,
  });
  item.contextValue = 'environment';
  item.command = { command: 'identityHttp.selectEnvironment', title: 'Select Environment' };
  return item;
}

/** As the theme's charts have them. */
const colors: Readonly<Record<EnvironmentColor, string>> = {
  red: 'charts.red',
  orange: 'charts.orange',
  yellow: 'charts.yellow',
  green: 'charts.green',
  blue: 'charts.blue',
  purple: 'charts.purple',
};

function variableItem(node: DescribedVariable): vscode.TreeItem {
  const { name, shownValue, failure, secret, layers, members } = node;
  const [winner] = layers;
  const origin = winner && shortOrigin(winner);
  const value = shownValue ?? 'no value';
  const item = lineItem(`variable:${name}`, name, {
    description: origin === undefined ? value : `${value} · ${origin}`,
    icon:
      failure !== undefined ? 'warning' : secret ? 'lock' : members.length > 0 ? 'symbol-object' : 'symbol-variable',
    color: failure === undefined ? undefined : 'list.warningForeground',
    tooltip: [
      `${name} = ${value}`,
      ...(failure === undefined ? [] : [failure]),
      ...layers.map((layer) => `${layer.isWinning ? 'From' : 'Hides the one from'} ${longOrigin(layer)}`),
    ].join('\n'),
  });
  item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  item.contextValue = ['variable', ...flagsOf(node)].join(' ');
  const hidden = layers.length > 1 ? `, hides ${layers.length - 1} more` : '';
  item.accessibilityInformation = {
    label: `${name}, ${secret ? 'secret value' : value}${origin === undefined ? '' : `, from ${origin}`}${hidden}${failure === undefined ? '' : `, ${failure}`}`,
  };
  return item;
}

function flagsOf({ layers, memberOf, secret, failure }: DescribedVariable): readonly string[] {
  const [winner] = layers;
  if (!winner) return ['kept'];
  return [
    ...layerFlags(winner),
    ...(memberOf === undefined ? ['renameable'] : []),
    ...(secret ? ['secret'] : []),
    ...(failure === undefined ? ['valued'] : []),
  ];
}

function layerFlags({
  writable,
  place,
  setting,
  origin,
  stored,
  secret,
  shownSource,
}: DescribedLayer): readonly string[] {
  return [
    ...(writable === undefined && !stored ? [] : ['editable']),
    ...(place !== undefined || setting !== undefined || origin === 'capture' ? ['defined'] : []),
    ...(origin === 'capture' ? ['captured'] : []),
    ...(stored ? ['stored'] : []),
    ...(secret && !stored && writable === 'environment-file' && shownSource === undefined ? ['storable'] : []),
  ];
}

function layerItem(layer: Extract<VariablesNode, { kind: 'layer' }>): vscode.TreeItem {
  const { name, index, isWinning, shownValue, shownSource, failure, secret } = layer;
  const value = shownValue ?? 'no value';
  const written = shownSource === undefined || shownSource === shownValue ? '' : ` (${shownSource})`;
  const item = lineItem(`layer:${name}:${index}`, shortOrigin(layer), {
    description: `${value}${isWinning ? '' : ' · hidden'}`,
    icon: isWinning ? 'check' : 'circle-slash',
    color: isWinning ? undefined : 'disabledForeground',
    tooltip: `${isWinning ? 'Gives the value' : 'Hidden by the one above'}: ${longOrigin(layer)}\n${name} = ${value}${written}${failure === undefined ? '' : `\n${failure}`}`,
  });
  item.contextValue = ['layer', ...layerFlags(layer), ...(secret ? ['secret'] : [])].join(' ');
  item.command = { command: 'identityHttp.goToVariable', title: 'Go to Definition', arguments: [layer] };
  item.accessibilityInformation = {
    label: `${isWinning ? 'Wins' : 'Hidden'}: ${longOrigin(layer)}, ${secret ? 'secret value' : value}`,
  };
  return item;
}

function captureItem({
  name,
  path,
  isForeign,
  shownValue,
  secret,
  requestName,
  time,
}: DescribedCapture): vscode.TreeItem {
  const from = requestName === undefined ? '' : ` · ${requestName}`;
  const at = time === undefined ? '' : ` · ${new Date(time).toLocaleTimeString()}`;
  const file = vscode.workspace.asRelativePath(path, false);
  const other = isForeign && path !== '' ? ` · ${file}` : '';
  const about = [
    ...(requestName === undefined ? [] : [` from ${requestName}`]),
    ...(path === '' ? [] : [` in ${file}`]),
  ];
  const item = lineItem(`capture:${name}:${path}`, name, {
    description: `${shownValue}${from}${other}${at}`,
    icon: secret ? 'lock' : 'symbol-event',
    tooltip: [
      `${name} = ${shownValue}`,
      `Captured${[...about, ...(time === undefined ? [] : [` at ${new Date(time).toLocaleString()}`])].join('')}.`,
      'It is kept until the window closes, for this environment.',
    ].join('\n'),
  });
  item.contextValue = ['capture', 'defined', 'valued', 'renameable', ...(secret ? ['secret'] : [])].join(' ');
  item.command = {
    command: 'identityHttp.goToVariable',
    title: 'Go to Definition',
    arguments: [{ kind: 'capture', name, path }],
  };
  item.accessibilityInformation = { label: `${name}, ${secret ? 'secret value' : shownValue}, captured${from}${at}` };
  return item;
}

function useItem({ id, location, title }: UseNode): vscode.TreeItem {
  const path = vscode.workspace.asRelativePath(location.uri, false);
  const item = lineItem(id, `${path}:${location.range.start.line + 1}`, {
    description: title ?? '',
    icon: 'go-to-file',
  });
  item.command = {
    command: 'vscode.open',
    title: 'Open',
    arguments: [location.uri, { selection: location.range } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}

interface Line {
  readonly description?: string;
  readonly icon?: string;
  readonly color?: string | undefined;
  readonly tooltip?: string;
}

function lineItem(id: string, label: string, { description, icon, color, tooltip }: Line): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = id;
  if (description !== undefined) item.description = description;
  if (icon !== undefined) {
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  }
  item.tooltip = tooltip ?? label;
  return item;
}

/** The file's name, or what gives the value where that is no file. */
function shortOrigin({ origin, place, setting, environment, stored }: DescribedLayer): string {
  const file = !stored && place && /[^\\/]*$/.exec(place.path)?.[0];
  const of =
    (stored ? undefined : setting) ??
    (file === undefined || file === false || file === '' ? describeOrigin(origin) : file);
  const whose = environment ?? stored?.environment ?? (origin === 'shared' ? '$shared' : undefined);
  return whose === undefined ? of : `${whose} in ${of}`;
}

function longOrigin(layer: DescribedLayer): string {
  const { origin, place, setting, environment } = layer;
  const whose = environment === undefined ? '' : ` of ${environment}`;
  const where =
    place === undefined || place.path === '' ? '' : `, ${vscode.workspace.asRelativePath(place.path, false)}`;
  return `${describeOrigin(origin)}${whose}${where}${setting === undefined ? '' : `, ${setting}`}`;
}
