import { isSecretName } from '../environment/isSecretName';
import type { Prompt } from '../environment/ports';
import { directiveKey, type RequestBlock } from '../syntax/nodes';

/** A `# @prompt name What to ask` or `# @prompt secret name What to ask`. */
export interface PromptDirective {
  readonly name: string;
  readonly question: string;
  /** The answer is not echoed, and masked wherever it is shown. */
  readonly secret: boolean;
}

/** The prompts of a block, each name once. */
export function findPrompts(block: RequestBlock): readonly PromptDirective[] {
  const prompts = new Map<string, PromptDirective>();
  for (const directive of block.directives) {
    const key = directiveKey(directive.name.text);
    if (key !== 'prompt' && key !== 'secret') continue;
    const words = (directive.value?.text ?? '').split(/[ \t]+/);
    const marked = key === 'prompt' && words[0] === 'secret' && words.length > 1;
    const [name = '', ...text] = marked ? words.slice(1) : words;
    if (name === '' || prompts.has(name)) continue;
    const secret = marked || key === 'secret' || isSecretName(name);
    prompts.set(name, { name, question: text.join(' ') || `Value of ${name}`, secret });
  }
  return [...prompts.values()];
}

/** The answers by name, or `undefined` when the person turned away from one: then nothing is sent. */
export async function askPrompts(
  prompt: Prompt,
  block: RequestBlock,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const answers = new Map<string, string>();
  for (const { name, question, secret } of findPrompts(block)) {
    if (signal.aborted) return undefined;
    const answer = await prompt(question, secret);
    if (answer === undefined) return undefined;
    answers.set(name, answer);
  }
  return answers;
}
