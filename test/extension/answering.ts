import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What an input box was opened with. */
export interface AskedInput {
  readonly password: boolean | undefined;
  readonly value: string | undefined;
}

/** What a person would answer. */
export interface Answers {
  /** To input boxes, in their order. */
  readonly input?: readonly (string | (() => Promise<string>))[];
  /** Beginnings of labels, to quick picks in their order. */
  readonly pick?: readonly string[];
  /** Buttons of messages; none is Escape. */
  readonly choice?: readonly string[];
}

/** Answers what is asked instead of a person; gives the messages that were shown. */
export async function answering(
  answers: Answers,
  use: (asked: readonly AskedInput[]) => Promise<void>,
): Promise<string[]> {
  const { showInputBox, showQuickPick, showErrorMessage, showWarningMessage, showInformationMessage } = vscode.window;
  const inputs = [...(answers.input ?? [])];
  const picks = [...(answers.pick ?? [])];
  const choices = [...(answers.choice ?? [])];
  const asked: AskedInput[] = [];
  const messages: string[] = [];
  const tell = async (message: string, ...rest: readonly unknown[]): Promise<unknown> => {
    const { detail } = (typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : {}) as vscode.MessageOptions;
    messages.push(detail === undefined ? message : `${message}\n${detail}`);
    return rest.find((item) => item === choices[0]) && choices.shift();
  };
  Object.assign(vscode.window, {
    showInputBox: async (options: vscode.InputBoxOptions = {}) => {
      asked.push({ password: options.password, value: options.value });
      const next = inputs.shift();
      const text = typeof next === 'function' ? await next() : next;
      assert.equal(await options.validateInput?.(text ?? ''), undefined);
      return text;
    },
    showQuickPick: async (items: readonly vscode.QuickPickItem[]) => {
      const next = picks.shift();
      const found = items.find(({ label }) => next !== undefined && label.startsWith(next));
      assert.ok(found, `'${next}' is offered among: ${items.map(({ label }) => label).join(', ')}`);
      return found;
    },
    showErrorMessage: tell,
    showWarningMessage: tell,
    showInformationMessage: tell,
  });
  try {
    await use(asked);
  } finally {
    Object.assign(vscode.window, {
      showInputBox,
      showQuickPick,
      showErrorMessage,
      showWarningMessage,
      showInformationMessage,
    });
  }
  return messages;
}
