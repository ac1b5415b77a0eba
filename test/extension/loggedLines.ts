import * as vscode from 'vscode';
import { overlay } from './overlay';

const lines: string[] = [];
const { createOutputChannel } = vscode.window;

// Test files are imported before the extension opens its channel, with the first line of the log.
Object.assign(vscode.window, {
  createOutputChannel: (name: string, ...rest: readonly never[]) => {
    const channel = createOutputChannel(name, ...rest) as vscode.OutputChannel & Partial<vscode.LogOutputChannel>;
    const keep =
      (write: ((line: string) => void) | undefined) =>
      (line: string): void => {
        lines.push(line);
        write?.call(channel, line);
      };
    return overlay(channel, { info: keep(channel.info), warn: keep(channel.warn), error: keep(channel.error) });
  },
});

/** Everything this extension wrote into its log. On a machine without the editor's logger no file of it is written. */
export function loggedLines(): string {
  return lines.join('\n');
}
