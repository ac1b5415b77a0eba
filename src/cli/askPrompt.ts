import type { Prompt, PromptOffer } from '../core/environment/ports';
import { askPerson } from './askPerson';

/** Asks on the terminal. An empty answer takes what is offered; of several choices one has to be named or numbered. */
export function askPrompt(signal: AbortSignal): Prompt {
  return async (question, secret, offer = {}) => {
    for (;;) {
      const answer = await askPerson(describeQuestion(question, offer), { secret, signal });
      if (answer === undefined) return undefined;
      const chosen = readAnswer(answer, offer);
      if (chosen !== undefined) return chosen;
    }
  };
}

/** `Which one (1 first, 2 second) [first]` */
export function describeQuestion(question: string, { initial, choices }: PromptOffer): string {
  const listed = choices?.map((choice, index) => `${index + 1} ${choice}`).join(', ');
  return `${question}${listed === undefined ? '' : ` (${listed})`}${initial === undefined ? '' : ` [${initial}]`}`;
}

/** The answer that is meant, or `undefined` when it is none of the choices. */
export function readAnswer(answer: string, { initial, choices }: PromptOffer): string | undefined {
  if (answer === '' && initial !== undefined) return initial;
  if (!choices) return answer;
  const text = answer.trim();
  return choices.find((choice) => choice === text) ?? (/^\d{1,6}$/.test(text) ? choices[Number(text) - 1] : undefined);
}
