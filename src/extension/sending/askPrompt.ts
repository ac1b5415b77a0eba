import * as vscode from 'vscode';
import type { Prompt } from '../../core/environment/ports';

/** Asks in an input box, or in a list where there are choices; the last answer stands in it. */
export const askPrompt: Prompt = async (question, secret, { initial, choices } = {}) => {
  if (!choices) {
    const value = initial === undefined ? {} : { value: initial };
    return vscode.window.showInputBox({ prompt: question, password: secret, ignoreFocusOut: true, ...value });
  }
  // An icon is written with `$(…)`; a choice from a file is a text.
  const items = choices.map((choice) => ({
    label: choice.replaceAll('$(', '\\$('),
    description: choice === initial ? 'last answer' : '',
    choice,
  }));
  const ordered = items.toSorted((a, b) => Number(b.choice === initial) - Number(a.choice === initial));
  const picked = await vscode.window.showQuickPick(ordered, { placeHolder: question, ignoreFocusOut: true });
  return picked?.choice;
};
