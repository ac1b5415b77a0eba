import type { SignInQuestion } from './authPorts';
import { plainSentence } from './plainSentence';
import { isRecord } from './settingsReader';

/** What one callback of a journey is about, read from what the server sent. */
export type AmCallback =
  /** The settings may know it; the first of its kind is meant. */
  | { readonly kind: 'name' | 'password'; readonly question: string }
  | { readonly kind: 'text'; readonly question: string; readonly secret: boolean; readonly initial: string | undefined }
  /** `values` are what is sent for each of `choices`. */
  | {
      readonly kind: 'choice';
      readonly question: string;
      readonly choices: readonly string[];
      readonly values: readonly (number | boolean)[];
      readonly initial: string | undefined;
    }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  /** To be told beside the next question. */
  | { readonly kind: 'told'; readonly text: string }
  /** Sent back as it came. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'refused'; readonly message: string };

/** Reads a callback by its documented shape: `{ type, output: [{ name, value }], input: [{ name, value }] }`. */
export function readCallback(written: unknown): AmCallback {
  const type = isRecord(written) && typeof written['type'] === 'string' ? written['type'] : '';
  const outputs = outputsOf(written);
  const question = textOf(outputs.get('prompt'));
  switch (type) {
    case 'NameCallback':
      return { kind: 'name', question: question ?? 'User name' };
    case 'PasswordCallback':
      return { kind: 'password', question: question ?? 'Password' };
    case 'TextInputCallback':
    case 'StringAttributeInputCallback':
    case 'ValidatedCreateUsernameCallback': {
      const initial = textOf(outputs.get('defaultText')) ?? textOf(outputs.get('value'));
      return { kind: 'text', question: question ?? 'Text', secret: false, initial };
    }
    case 'ValidatedCreatePasswordCallback':
      return { kind: 'text', question: question ?? 'Password', secret: true, initial: undefined };
    case 'BooleanAttributeInputCallback':
      return yesOrNo(question ?? 'Yes or no', outputs.get('value') === true);
    case 'ChoiceCallback':
      return readChoice(question ?? 'Choice', outputs.get('choices'), outputs.get('defaultChoice'));
    case 'ConfirmationCallback':
      return readConfirmation(question ?? 'Go on?', outputs);
    case 'TextOutputCallback':
      return readTextOutput(outputs);
    case 'HiddenValueCallback':
    case 'MetadataCallback':
      return { kind: 'kept' };
    case 'PollingWaitCallback':
      return { kind: 'wait', milliseconds: readPause(outputs.get('waitTime')) };
    case 'SuspendedTextOutputCallback': {
      const text = textOf(outputs.get('message'));
      const said = text === undefined ? '' : `: ${text}`;
      return { kind: 'refused', message: `the journey is suspended until somebody follows a link${said}.` };
    }
    default: {
      const name = type === '' ? 'something without a type' : `a ${plainSentence(type)}`;
      return {
        kind: 'refused',
        message: `the journey asks with ${name}, which needs a browser. Name a journey without it as 'Tree'.`,
      };
    }
  }
}

/** The callback with that value in its first input; every other member stays as it came. */
export function withInput(written: unknown, value: string | number | boolean): unknown {
  if (!isRecord(written) || !Array.isArray(written['input'])) return written;
  const inputs: readonly unknown[] = written['input'];
  return { ...written, input: inputs.map((one, index) => (index === 0 && isRecord(one) ? { ...one, value } : one)) };
}

/** The question as a person sees it. */
export function questionOf(
  callback: Extract<AmCallback, { readonly kind: 'name' | 'password' | 'text' | 'choice' }>,
  { title, told }: { readonly title: string; readonly told: readonly string[] },
): SignInQuestion {
  const question = [...told, callback.question].join(' · ');
  if (callback.kind === 'choice') {
    return { title, question, secret: false, initial: callback.initial, choices: callback.choices };
  }
  if (callback.kind === 'text') return { title, question, secret: callback.secret, initial: callback.initial };
  return { title, question, secret: callback.kind === 'password' };
}

function readChoice(question: string, choices: unknown, initial: unknown): AmCallback {
  const texts = textsOf(choices);
  if (texts.length === 0) return { kind: 'refused', message: 'the journey asks for a choice and offers none.' };
  return { kind: 'choice', question, ...labelled(texts, initial) };
}

/** With `options` these are the answers; else the ones that `optionType` stands for. */
function readConfirmation(question: string, outputs: ReadonlyMap<string, unknown>): AmCallback {
  const [first] = textsOf(outputs.get('messages'));
  const asked = first ?? question;
  const options = textsOf(outputs.get('options'));
  const initial = outputs.get('defaultOption');
  if (options.length > 0) return { kind: 'choice', question: asked, ...labelled(options, initial) };
  const known = OPTION_TYPES.get(Number(outputs.get('optionType')));
  if (!known) return { kind: 'refused', message: 'the journey asks for a confirmation and offers no answers.' };
  const choices = known.map(([text]) => text);
  const values = known.map(([, value]) => value);
  return { kind: 'choice', question: asked, choices, values, initial: choices[values.indexOf(Number(initial))] };
}

function yesOrNo(question: string, initial: boolean): AmCallback {
  return { kind: 'choice', question, choices: ['Yes', 'No'], values: [true, false], initial: initial ? 'Yes' : 'No' };
}

/** Two that are called the same could not be told apart. */
function labelled(texts: readonly string[], initial: unknown) {
  const choices = texts.map((text, index) => (texts.indexOf(text) === index ? text : `${text} (${index + 1})`));
  return {
    choices,
    values: choices.map((_, index) => index),
    initial: typeof initial === 'number' ? choices[initial] : undefined,
  };
}

/** Message type 4 is a script for the browser: it is never run, and what it would answer is missing then. */
function readTextOutput(outputs: ReadonlyMap<string, unknown>): AmCallback {
  if (String(outputs.get('messageType')) === '4') {
    const message = "the journey runs a script in a browser. Name a journey without it as 'Tree'.";
    return { kind: 'refused', message };
  }
  return { kind: 'told', text: textOf(outputs.get('message')) ?? '' };
}

function readPause(value: unknown): number {
  const milliseconds = Number(value);
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 500), 60_000) : 5000;
}

function outputsOf(written: unknown): ReadonlyMap<string, unknown> {
  const outputs: readonly unknown[] = isRecord(written) && Array.isArray(written['output']) ? written['output'] : [];
  return new Map(
    outputs.slice(0, MOST_OUTPUTS).flatMap((one): [string, unknown][] => {
      return isRecord(one) && typeof one['name'] === 'string' ? [[one['name'], one['value']]] : [];
    }),
  );
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_CHOICES).map((one) => plainSentence(typeof one === 'string' ? one : '?'));
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? plainSentence(value) : '';
  return text === '' ? undefined : text;
}

/** `javax.security.auth.callback.ConfirmationCallback`: the answers of each option type, as the constants count them. */
const OPTION_TYPES: ReadonlyMap<number, readonly (readonly [text: string, value: number])[]> = new Map([
  [
    0,
    [
      ['Yes', 0],
      ['No', 1],
    ],
  ],
  [
    1,
    [
      ['Yes', 0],
      ['No', 1],
      ['Cancel', 2],
    ],
  ],
  [
    2,
    [
      ['OK', 3],
      ['Cancel', 2],
    ],
  ],
]);

const MOST_OUTPUTS = 100;
const MOST_CHOICES = 200;
