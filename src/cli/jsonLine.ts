import { decodeText } from '../core/exchange/decodeText';
import type { Exchange, HttpResponse } from '../core/exchange/exchange';
import type { Redactor } from '../core/exchange/redaction';
import type { HeaderPair } from '../core/request/resolvedRequest';
import { describeConnection } from '../core/view/describeConnection';
import { describeLinks } from '../core/view/describeLinks';
import { maskBodyText } from '../core/view/maskBodyText';
import { escapeJson } from './terminal';

/** One exchange as one line of JSON. Names and order of the members are part of the command's interface. */
export async function jsonLine(
  exchange: Exchange,
  redactor: Redactor,
  { detailed }: { readonly detailed: boolean },
): Promise<string> {
  const { request, outcome } = exchange;
  const requestBody = request.body?.bytes;
  const line = {
    name: exchange.name === undefined ? undefined : redactor.text(exchange.name),
    request: {
      method: request.method,
      url: redactor.url(request.url),
      httpVersion: request.httpVersion,
      headers: redactor.headers(request.headers),
      body: requestBody && bodyText(requestBody, request.headers, redactor),
    },
    ...(outcome.kind === 'response' ? await describeResponse(exchange, outcome, redactor) : undefined),
    milliseconds: Math.round(exchange.milliseconds * 1000) / 1000,
    error:
      outcome.kind === 'failure'
        ? { code: outcome.code, message: redactor.text(`${outcome.message} ${outcome.nextStep}`.trim()) }
        : undefined,
    saved: exchange.saves?.flatMap((save) => (save.kind === 'saved' ? [save.path] : [])),
    ...(detailed && describeDetails(exchange, redactor)),
  };
  return `${escapeJson(JSON.stringify(line))}\n`;
}

function describeDetails({ redirects, outcome }: Exchange, redactor: Redactor): object {
  const hops = redirects.map(({ url, status, location }) => ({
    url: redactor.url(url),
    status,
    location: redactor.url(location),
  }));
  return {
    redirects: hops.length > 0 ? hops : undefined,
    connection: outcome.connection && describeConnection(outcome.connection, redactor),
  };
}

async function describeResponse(exchange: Exchange, response: HttpResponse, redactor: Redactor): Promise<object> {
  const { body: content } = response;
  const bytes = content.size > 0 ? await content.read(0, Math.min(content.size, largestPrinted)) : undefined;
  const links = await describeLinks(exchange, { redactor });
  return {
    response: {
      status: response.status,
      statusText: redactor.text(response.statusText),
      httpVersion: response.httpVersion,
      headers: redactor.headers(response.headers),
      body: bytes && bodyText(bytes, response.headers, redactor),
      incomplete: content.incomplete ?? (content.size > largestPrinted ? cutLine : undefined),
    },
    links: links.map(({ rel, href, method, mediaType, source }) => ({ rel, href, method, mediaType, source })),
  };
}

/** A line of more would be more than most programs can read. */
const largestPrinted = 64_000_000;
const cutLine = 'Only the first 64 MB of the body are in this line.';

function bodyText(bytes: Uint8Array, headers: readonly HeaderPair[], redactor: Redactor): string {
  return maskBodyText(decodeText(bytes, headers).text, headers, redactor);
}
