import { parseJsonDocument, type JsonDocument } from '../environment/readJsonPath';
import { decodeText } from '../exchange/decodeText';
import type { Exchange } from '../exchange/exchange';

/** An exchange whose bodies were read, so that placeholders can look into it at once. */
export interface ExchangeText {
  readonly exchange: Exchange;
  /** `undefined` without a response, or when the body is too large to look into. */
  readonly responseBody: BodyText | undefined;
  readonly requestBody: BodyText;
}

/** The text of a body, and the JSON in it when it is asked for. */
export interface BodyText {
  readonly text: string;
  readonly json: () => JsonDocument | undefined;
}

/** Larger bodies are not looked into. */
export const LARGEST_BODY = 16_000_000;

/** Reads the bodies of one exchange, once: an editor asks after every keystroke. */
export async function readExchangeText(exchange: Exchange): Promise<ExchangeText> {
  const known = textsOfExchanges.get(exchange);
  if (known) return known;
  const text = await readBodies(exchange);
  textsOfExchanges.set(exchange, text);
  return text;
}

const textsOfExchanges = new WeakMap<Exchange, ExchangeText>();

async function readBodies(exchange: Exchange): Promise<ExchangeText> {
  const { outcome, request } = exchange;
  let responseBody: BodyText | undefined;
  if (outcome.kind === 'response' && outcome.body.size <= LARGEST_BODY) {
    responseBody = toBodyText(decodeText(await outcome.body.read(0, outcome.body.size), outcome.headers).text);
  }
  const requestBytes = request.body?.bytes ?? new Uint8Array();
  return { exchange, responseBody, requestBody: toBodyText(decodeText(requestBytes, request.headers).text) };
}

function toBodyText(text: string): BodyText {
  let parsed: { readonly document: JsonDocument | undefined } | undefined;
  return {
    text,
    json: () => {
      parsed ??= { document: parseJsonDocument(text) };
      return parsed.document;
    },
  };
}
