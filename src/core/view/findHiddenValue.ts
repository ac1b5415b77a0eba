import type { Exchange } from '../exchange/exchange';
import { buildRedactor, mask } from '../exchange/redaction';
import type { Hide } from '../exchange/redaction';
import { describeExchange } from './describeExchange';
import type { HiddenPlace } from './protocol';
import type { ResponseView } from './responseView';

/**
 * What the mask at one place of a view stands for, as it stood there; `undefined` when no mask of ours is there. The
 * view holds no secret, so the exchange is described once more with masks that can be told apart: they are as long as
 * the others, so everything stands where it stood.
 */
export async function findHiddenValue(
  exchange: Exchange,
  view: ResponseView,
  place: HiddenPlace,
  random: () => number,
): Promise<string | undefined> {
  const masks = new NumberedMasks(random);
  const redactor = buildRedactor(exchange.request.secrets, masks.hide);
  const shown = textAt(view, place);
  const marked = textAt(await describeExchange(exchange, view.id, { redactor }), place);
  if (shown === undefined || marked === undefined) return undefined;
  const end = place.offset + mask.length;
  // The same text up to here, or the place means another value.
  return masks.replace(marked.slice(0, end), () => mask) === shown.slice(0, end)
    ? masks.lookup(marked.slice(place.offset, end))
    : undefined;
}

function textAt({ request, outcome }: ResponseView, { part, index }: HiddenPlace): string | undefined {
  switch (part) {
    case 'url':
      return request.url;
    case 'requestHeader':
      return request.headers[index]?.[1];
    case 'requestBody':
      return request.body;
    case 'body':
    case 'raw':
    case 'header':
    case 'trailer':
    case 'link':
      break;
  }
  if (outcome.kind === 'failure') return undefined;
  switch (part) {
    case 'body':
      return outcome.body.formatted;
    case 'raw':
      return outcome.body.raw ?? outcome.body.formatted;
    case 'header':
      return outcome.headers[index]?.[1];
    case 'trailer':
      return outcome.trailers?.[index]?.[1];
    case 'link':
      return outcome.links.find((link) => link.index === index)?.href;
  }
}

/** Masks of private characters: a key that no server can guess, then a number. */
class NumberedMasks {
  readonly #values: string[] = [];
  readonly #key: string;
  readonly #pattern: RegExp;

  constructor(random: () => number) {
    const digits = Array.from({ length: keyLength }, () => Math.floor(random() * base));
    this.#key = digits.map(privateCharacter).join('');
    this.#pattern = new RegExp(
      `${this.#key}[${privateCharacter(0)}-${privateCharacter(base - 1)}]{${numberLength}}`,
      'g',
    );
  }

  readonly hide: Hide = (secret) => {
    // What is hidden may hold a mask already: one of its parts was found first.
    this.#values.push(this.replace(secret, (inner) => this.lookup(inner) ?? inner));
    let rest = this.#values.length - 1;
    let number = '';
    for (let digit = 0; digit < numberLength; digit++) {
      number += privateCharacter(rest % base);
      rest = Math.floor(rest / base);
    }
    return this.#key + number;
  };

  replace(text: string, by: (found: string) => string): string {
    return text.replace(this.#pattern, by);
  }

  lookup(found: string): string | undefined {
    if (found.length !== mask.length || !found.startsWith(this.#key)) return undefined;
    let index = 0;
    for (let digit = numberLength - 1; digit >= 0; digit--) {
      index = index * base + found.charCodeAt(keyLength + digit) - firstPrivate;
    }
    return this.#values[index];
  }
}

function privateCharacter(digit: number): string {
  return String.fromCharCode(firstPrivate + digit);
}

/** The private use area of the Basic Multilingual Plane. */
const firstPrivate = 0xe000;
const base = 6400;
const keyLength = 3;
const numberLength = mask.length - keyLength;
