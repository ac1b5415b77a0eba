import type * as vscode from 'vscode';
import type { AnswerMemory } from '../../core/session/prompts';

/** What was answered last in a folder, for as long as its workspace is kept. Secret answers never come here. */
export function answerMemory(memento: vscode.Memento, folder: string): AnswerMemory {
  const keyOf = (environmentName: string | undefined, name: string): string =>
    `answer:${JSON.stringify([folder, environmentName ?? null, name])}`;
  return {
    recall: (environmentName, name) => {
      const stored = memento.get<unknown>(keyOf(environmentName, name));
      return typeof stored === 'string' ? stored : undefined;
    },
    keep: (environmentName, name, answer) => {
      // A text that long was pasted for one send; it would be read at every start.
      if (answer.length <= longestKept) void memento.update(keyOf(environmentName, name), answer);
    },
    forget: (environmentName, name) => {
      const key = keyOf(environmentName, name);
      if (memento.get<unknown>(key) !== undefined) void memento.update(key, undefined);
    },
  };
}

const longestKept = 2000;
