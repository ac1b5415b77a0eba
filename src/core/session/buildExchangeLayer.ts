import { findNearMisses } from '../environment/findNearMisses';
import type { LookupFailure, Variable, VariableLayer } from '../environment/variable';
import type { RequestFile } from '../syntax/nodes';
import { overBlocks } from '../syntax/overBlocks';
import { literalTemplate } from '../text/template';
import type { ExchangeText } from './captures/exchangeText';
import { readExchangeValue } from './captures/readExchangeValue';

/** What the layer looks into. */
export interface ExchangeLayerInput {
  /** The request file, and those it imports. */
  readonly files: readonly RequestFile[];
  readonly exchanges: ReadonlyMap<string, ExchangeText>;
  readonly environmentName: string | undefined;
}

/**
 * `{{login.response.body.$.id}}` and its relatives, from the last exchange of the request named `login`. The short form
 * `{{login.id}}` is a path into the response body.
 */
export function buildExchangeLayer({ files, exchanges, environmentName }: ExchangeLayerInput): VariableLayer {
  const names = requestNames(files);
  const lookup = (expression: string): Variable | LookupFailure | undefined => {
    const reference = splitReference(expression, (name) => names.has(name) || exchanges.has(name));
    if (!reference) return describeUnknownRequest(expression, names);
    const { name, path, short } = reference;
    const source = exchanges.get(name);
    if (!source) {
      const place = environmentName === undefined ? '' : ` in environment '${environmentName}'`;
      return failure(
        'request-not-sent',
        `The request '${name}' has not been sent${place} yet. Send it first, or write '# @ref ${name}' above.`,
      );
    }
    const value = readExchangeValue(source, path);
    if (value.kind === 'lookup-failure') return failure(value.code, `'${name}': ${value.message}`);
    const { text, secret } = value;
    const variable: Variable = { name: expression, value: literalTemplate(text), secret, origin: 'exchange' };
    if (!short) return variable;
    const message = `'${expression}' is read as '${name}.${path}'.`;
    return { ...variable, remark: { code: 'short-reference', severity: 'information', message } };
  };
  return { origin: 'exchange', names: [...names], lookup };
}

interface Reference {
  readonly name: string;
  readonly path: string;
  readonly short: boolean;
}

/** Request names may hold dots, so each place where the name could end is tried, the longest name last. */
function splitReference(expression: string, isRequest: (name: string) => boolean): Reference | undefined {
  const side = /^(.+?)\.((?:response|request)(?:\.[A-Za-z].*)?)$/s.exec(expression);
  const [, name = '', path = ''] = side ?? [];
  if (side && isRequest(name))
    return { name, path: /^(?:response|request)$/.test(path) ? `${path}.body` : path, short: false };
  const whole = splitWholeAnswer(expression);
  if (whole && isRequest(whole.name) && !isRequest(`${whole.name}Response`)) return whole;
  for (let cut = expression.search(/[.[]/); cut > 0; cut = nextCut(expression, cut)) {
    const candidate = expression.slice(0, cut);
    if (isRequest(candidate)) return { name: candidate, path: `response.body${expression.slice(cut)}`, short: true };
  }
  return undefined;
}

/** httpYac keeps the answer to `login` as `loginResponse`. */
function splitWholeAnswer(expression: string): Reference | undefined {
  const [, name = '', part = ''] =
    /^([\w-]+)Response\.(headers[.[].+|statusCode|body|parsedBody(?:[.[].+)?)$/s.exec(expression) ?? [];
  if (name === '') return undefined;
  const read = part === 'statusCode' ? 'status' : part === 'body' ? 'body.*' : part.replace('parsedBody', 'body');
  return { name, path: `response.${read}`, short: true };
}

function nextCut(expression: string, cut: number): number {
  const next = expression.slice(cut + 1).search(/[.[]/);
  return next < 0 || cut > LONGEST_NAME ? -1 : cut + 1 + next;
}

function describeUnknownRequest(expression: string, names: ReadonlySet<string>): LookupFailure | undefined {
  const name = /^([\w-]+)\.(?:response|request)\.(?:body|headers?|status|url|method)\b/.exec(expression)?.[1];
  if (name === undefined) return undefined;
  const near = findNearMisses(name, names).map((candidate) => `'${candidate}'`);
  const suggestion = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return failure(
    'unknown-request',
    `There is no request named '${name}' in this file or what it imports.${suggestion}`,
  );
}

/** The names of all requests in the files. */
export function requestNames(files: readonly RequestFile[]): ReadonlySet<string> {
  const [first] = files;
  return first && files.length === 1 ? namesOf(first) : new Set(files.flatMap((file) => [...namesOf(file)]));
}

/** The same set for as long as no request gets another name. */
const namesOf: (file: RequestFile) => ReadonlySet<string> = overBlocks(
  (block) => block.request && block.name?.text,
  Object.is,
  (names) => new Set(names.filter((name) => name !== undefined)),
);

function failure(code: string, message: string): LookupFailure {
  return { kind: 'lookup-failure', code, message };
}

const LONGEST_NAME = 200;
