import { isSecretName } from '../environment/secrets/isSecretName';
import type { Prompt } from '../environment/ports';
import { buildFileLayer } from '../request/fileVariables';
import { findRequestTemplates } from '../syntax/findTemplates';
import { directiveKey, type RequestBlock, type RequestFile } from '../syntax/nodes';
import type { Template } from '../text/template';

/** Something a person is asked before a request is sent. */
export interface PromptQuestion {
  /** The variable of a `# @prompt`, or the whole expression of a `{{$input …}}`. */
  readonly name: string;
  readonly question: string;
  /** The answer is not echoed, and masked wherever it is shown. */
  readonly secret: boolean;
  readonly initial?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  /** Asked once in a session and environment: later sends take the same answer. */
  readonly once?: boolean;
}

/** Keeps answers longer than a session does. It is never told a secret one. */
export interface AnswerMemory {
  readonly recall: (environmentName: string | undefined, name: string) => string | undefined;
  readonly keep: (environmentName: string | undefined, name: string, answer: string) => void;
  /** For a question that is secret now: what was answered while it was none is not kept any longer. */
  readonly forget: (environmentName: string | undefined, name: string) => void;
}

/** The `# @prompt name What to ask` and `# @prompt secret name What to ask` of a block, each name once. */
export function findPrompts(block: RequestBlock): readonly PromptQuestion[] {
  const prompts = new Map<string, PromptQuestion>();
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

/**
 * `$input What to ask $value: default`, `$password …` and `$pick … $value: a,b`, each perhaps with `-askonce`, as httpYac
 * writes them between braces; `undefined` for any other expression.
 */
export function parseInlinePrompt(expression: string): PromptQuestion | undefined {
  const head = /^\$(input|password|pick|prompt)(-askonce)?(?=\s|$)/.exec(expression);
  if (!head || expression.length > LONGEST_INLINE_PROMPT) return undefined;
  const [whole, kind = '', once] = head;
  const rest = expression.slice(whole.length);
  const mark = rest.indexOf('$value:');
  const text = (mark < 0 ? rest : rest.slice(0, mark)).trim();
  const value = mark < 0 ? undefined : rest.slice(mark + '$value:'.length).trim();
  const choices = kind === 'pick' ? (value ?? '').split(',').map((choice) => choice.trim()) : undefined;
  return {
    name: expression,
    question: text === '' ? 'Value' : text,
    secret: kind === 'password',
    initial: kind === 'pick' || kind === 'password' ? undefined : value,
    choices: choices?.filter((choice) => choice !== ''),
    once: once !== undefined,
  };
}

/** The inline prompts that a block needs: its own, and those in the values of the file's variables it uses. */
export function findInlinePrompts(file: RequestFile, block: RequestBlock): readonly PromptQuestion[] {
  if (!file.blocks.some(({ text }) => /\{\{\s*\$(?:input|password|pick|prompt)\b/.test(text))) return [];
  const layer = buildFileLayer(file, block);
  const prompts = new Map<string, PromptQuestion>();
  const seen = new Set<string>();
  const pending: Template[] = [...findRequestTemplates(block)];
  // The list grows while it is walked.
  for (const template of pending) {
    for (const part of template.parts) {
      if (part.kind !== 'placeholder' || seen.has(part.expression.text)) continue;
      const expression = part.expression.text;
      seen.add(expression);
      const prompt = parseInlinePrompt(expression);
      if (prompt) prompts.set(expression, prompt);
      const variable = layer.lookup(expression);
      if (variable && 'origin' in variable) pending.push(variable.value);
    }
  }
  return [...prompts.values()];
}

/** How questions are answered. */
export interface Asking {
  readonly prompt: Prompt;
  /** Of the environment: what was answered last. */
  readonly answers: Map<string, string>;
  readonly memory: AnswerMemory | undefined;
  readonly environmentName: string | undefined;
  /** `--var`: what is given there is not asked for. */
  readonly given: ReadonlyMap<string, string> | undefined;
}

/** The answers by name, or `undefined` when the person turned away from one: then nothing is sent. */
export async function askPrompts(
  asking: Asking,
  questions: readonly PromptQuestion[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const answers = new Map<string, string>();
  for (const question of questions) {
    if (signal.aborted) return undefined;
    const answer = await answerQuestion(asking, question);
    if (answer === undefined) return undefined;
    answers.set(question.name, answer);
  }
  return answers;
}

async function answerQuestion(asking: Asking, question: PromptQuestion): Promise<string | undefined> {
  const { prompt, answers, memory, environmentName, given } = asking;
  const { name, secret, choices, once = false } = question;
  const known = given?.get(name) ?? (once ? answers.get(name) : undefined);
  if (known !== undefined) return known;
  if (choices?.length === 1) return choices[0];
  if (secret) memory?.forget(environmentName, name);
  const last = secret ? undefined : (answers.get(name) ?? memory?.recall(environmentName, name));
  const answer = await prompt(question.question, secret, { initial: last ?? question.initial, choices });
  if (answer === undefined) return undefined;
  if (!secret || once) answers.set(name, answer);
  else answers.delete(name);
  if (!secret) memory?.keep(environmentName, name, answer);
  return answer;
}

const LONGEST_INLINE_PROMPT = 1000;
