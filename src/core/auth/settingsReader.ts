import type { AuthSettings, AuthValue } from '../environment/authSettings';
import type { EvaluatedVariable, Variable } from '../environment/variable';
import { refuseEndpoint } from './refuseEndpoint';

/** Why settings cannot be used, as a sentence; it never leaves the reading of settings. */
export class Refusal extends Error {}

/** Looks keys up and keeps what was secret among their values. */
export class SettingsReader {
  readonly secrets: string[] = [];
  readonly #settings: AuthSettings;
  readonly #evaluate: (variable: Variable) => EvaluatedVariable;

  constructor(settings: AuthSettings, evaluate: (variable: Variable) => EvaluatedVariable) {
    this.#settings = settings;
    this.#evaluate = evaluate;
  }

  /** `undefined` when the key is not written, or is empty. */
  text(key: string): string | undefined {
    const value = this.#settings.members.get(key)?.value;
    const text = value && this.#fill(value, key);
    return text === undefined || text === '' || typeof text === 'object' ? undefined : String(text);
  }

  flag(key: string): boolean | undefined {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined || text === 'true' || text === 'false')
      return text === undefined ? undefined : text === 'true';
    throw new Refusal(`'${key}' should be true or false, and is '${text}'.`);
  }

  /** An address without a fragment; plain `http` is for this machine only, because secrets go there. */
  url(key: string): string | undefined {
    const text = this.text(key)?.trim();
    if (text === undefined) return undefined;
    const refusal = refuseEndpoint(text);
    if (refusal !== undefined) throw new Refusal(`'${key}' ${refusal}`);
    return text;
  }

  json(key: string): unknown {
    const value = this.#settings.members.get(key)?.value;
    return value && this.#fill(value, key);
  }

  #fill(value: AuthValue, key: string): FilledValue {
    switch (value.kind) {
      case 'unavailable':
        throw new Refusal(value.message);
      case 'list':
        return value.items.map((item) => this.#fill(item, key));
      case 'object':
        return Object.fromEntries(Array.from(value.members, ([name, member]) => [name, this.#fill(member, key)]));
      case 'text': {
        if (value.literal !== undefined) return value.literal;
        if (value.variable.value.parts.length === 0) return '';
        const filled = this.#evaluate(value.variable);
        if (filled.kind === 'failure') throw new Refusal(`'${key}' has no value. ${filled.message}`);
        this.secrets.push(...filled.secrets);
        return filled.text;
      }
    }
  }
}

/** Refuses settings without a key that nobody can do without. */
export function need(value: unknown, key: string): void {
  if (value === undefined || value === '')
    throw new Refusal(`It has no '${key}'. Give it one in the environment file.`);
}

/** An object, whose members are still to be looked at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type FilledValue = string | number | boolean | readonly FilledValue[] | { readonly [name: string]: FilledValue };
