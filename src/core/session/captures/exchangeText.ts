import { parseJsonDocument, type JsonDocument } from '../../environment/answers/readJsonPath';
import type { XmlPlace } from '../../environment/answers/listXmlPlaces';
import type { XPathResult } from '../../environment/answers/readXPath';
import { decodeText } from '../../exchange/decodeText';
import type { Exchange } from '../../exchange/exchange';

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
  /** Where the text is markup, which may be XML. */
  readonly xml: XmlReader | undefined;
}

/** Looks into XML, which is parsed when it is asked. */
export interface XmlReader {
  /** What stands at an XPath, or the end of a sentence about the body: «is not well-formed XML». */
  readonly find: (path: string) => XPathResult | { readonly kind: 'fault'; readonly fault: string };
  /** Some places that are there. */
  readonly places: () => readonly XmlPlace[];
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
    responseBody = await toBodyText(decodeText(await outcome.body.read(0, outcome.body.size), outcome.headers).text);
  }
  const requestBytes = request.body?.bytes ?? new Uint8Array();
  return { exchange, responseBody, requestBody: await toBodyText(decodeText(requestBytes, request.headers).text) };
}

async function toBodyText(text: string): Promise<BodyText> {
  let parsed: { readonly document: JsonDocument | undefined } | undefined;
  return {
    text,
    json: () => {
      parsed ??= { document: parseJsonDocument(text) };
      return parsed.document;
    },
    xml: /^[\s\uFEFF]*</.test(text) ? await loadXmlReader(text) : undefined,
  };
}

/** XPath is loaded with the first answer that it could be asked of, because looking up cannot wait. */
async function loadXmlReader(text: string): Promise<XmlReader> {
  const { listXmlPlaces, parseXmlTree, readXPath } = await import('../../environment/answers/readXPath');
  let parsed: ReturnType<typeof parseXmlTree> | undefined;
  const parse = (): ReturnType<typeof parseXmlTree> => (parsed ??= parseXmlTree(text));
  return {
    find: (path) => {
      const document = parse();
      return 'fault' in document ? { kind: 'fault', fault: document.fault } : readXPath(document, path);
    },
    places: () => {
      const document = parse();
      return 'fault' in document ? [] : listXmlPlaces(document);
    },
  };
}
