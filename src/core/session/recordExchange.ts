import { isSecretName } from '../environment/isSecretName';
import type { Exchange } from '../exchange/exchange';
import { directiveKey, type Directive, type RequestBlock } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { literalTemplate } from '../text/template';
import { readExchangeText, type ExchangeText } from './exchangeText';
import { parseCapture } from './parseCapture';
import { matchPattern } from './pattern';
import { readExchangeValue } from './readExchangeValue';
import { environmentSession, type EnvironmentSession, type Session } from './session';

/** What came of sending a block in an environment. */
export interface RecordInput {
  readonly environmentName: string | undefined;
  readonly block: RequestBlock;
  readonly exchange: Exchange;
}

/**
 * Keeps the exchange of a named block for `{{name.response…}}` and stores its captures. The problems stand at captures
 * that found nothing, whose names keep the value they had.
 */
export async function recordExchange(session: Session, input: RecordInput): Promise<readonly Problem[]> {
  const { block, exchange, environmentName } = input;
  const own = environmentSession(session, environmentName);
  if (block.name) own.exchanges.set(block.name.text, exchange);
  const directives = block.directives.filter((directive) => directiveKey(directive.name.text) === 'capture');
  if (directives.length === 0) return [];
  const source = await readExchangeText(exchange);
  return directives.flatMap((directive) => {
    const message = storeCapture(own, source, directive);
    return message === undefined ? [] : [toProblem(directive, message)];
  });
}

/** A sentence when nothing was stored. */
function storeCapture(own: EnvironmentSession, source: ExchangeText, directive: Directive): string | undefined {
  const capture = parseCapture(directive);
  if (typeof capture === 'string') return capture;
  const { outcome } = source.exchange;
  if (outcome.kind === 'failure') return `'${capture.name}' was not captured: there is no response.`;
  if (outcome.status >= 400 && capture.path.startsWith('response.') && capture.path !== 'response.status') {
    // An error body has an id too, and it is not the id of what was asked for.
    return (
      `'${capture.name}' was not captured: the response is an error, ${outcome.status} ${outcome.statusText}`.trimEnd() +
      '.'
    );
  }
  const value = readExchangeValue(source, capture.path);
  if (value.kind === 'lookup-failure') return `'${capture.name}' was not captured. ${value.message}`;
  const text = capture.pattern ? matchPattern(capture.pattern, value.text) : value.text;
  if (text === undefined) {
    const shown = value.secret ? 'The value' : `The value '${shorten(value.text)}'`;
    return `'${capture.name}' was not captured. ${shown} of ${capture.path} does not match the pattern.`;
  }
  if (text === '') return `'${capture.name}' was not captured: ${capture.path} is empty.`;
  const secret = capture.secret || value.secret || isSecretName(capture.name);
  own.captures.set(capture.name, { name: capture.name, value: literalTemplate(text), secret, origin: 'capture' });
  return undefined;
}

function toProblem(directive: Directive, message: string): Problem {
  return { code: 'capture-failed', severity: 'error', span: directive.span, message };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
