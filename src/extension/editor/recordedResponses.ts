import type { Exchange } from '../../core/exchange/exchange';
import { buildRedactor } from '../../core/exchange/redaction';
import type { RecordedResponse } from '../../core/language/complete/responsePaths';
import { maskValue } from '../../core/language/maskValue';
import { readExchangeText } from '../../core/session/captures/exchangeText';
import { findExchanges, type ExchangesInput } from '../../core/session/findExchanges';
import type { Session } from '../../core/session/session';

/** The last answers that a request file may speak of, by request name, for completion inside of them. */
export async function readRecordedResponses(
  session: Session,
  input: ExchangesInput,
): Promise<ReadonlyMap<string, RecordedResponse>> {
  const found = new Map<string, RecordedResponse>();
  for (const [name, exchange] of findExchanges(session, input)) {
    const response = known.get(exchange) ?? (await describe(exchange));
    if (!response) continue;
    known.set(exchange, response);
    found.set(name, response);
  }
  return found;
}

/** An exchange never changes, and is looked into after every keystroke. */
const known = new WeakMap<Exchange, RecordedResponse>();

async function describe(exchange: Exchange): Promise<RecordedResponse | undefined> {
  const { outcome, request } = exchange;
  if (outcome.kind === 'failure') return undefined;
  const redactor = buildRedactor(request.secrets);
  const isSmall = outcome.body.size <= largestBody;
  const body = isSmall ? (await readExchangeText(exchange)).responseBody : undefined;
  return {
    status: redactor.text(`${outcome.status} ${outcome.statusText}`.trimEnd()),
    headers: redactor.headers(outcome.headers).map(([name, value]) => ({ name, shownValue: maskValue(value, false) })),
    json: body?.json()?.root,
    xml: body?.xml?.places() ?? [],
    isSecret: (text) => redactor.value(text) !== text,
  };
}

/** Octets; the names in a larger body are looked for by hand. */
const largestBody = 4_000_000;
