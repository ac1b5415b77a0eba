import type { SandboxCall } from '../sandboxCall';
import { crestFailure, type CrestFailure } from './crestFailure';

/** What a CREST request asks for. */
export type CrestVerb = 'create' | 'read' | 'update' | 'upsert' | 'delete' | 'patch' | 'action' | 'query';

/** Parameters by lower-case name, as CREST compares them; repeats only where they may be repeated. */
export type CrestParameters = ReadonlyMap<string, readonly string[]>;

const common = ['_fields', '_prettyprint'];

const ownParameters: Readonly<Record<CrestVerb, readonly string[]>> = {
  create: ['_action'],
  read: ['_mimetype'],
  update: [],
  upsert: [],
  delete: [],
  patch: [],
  action: ['_action'],
  query: [
    '_queryfilter',
    '_queryid',
    '_queryexpression',
    '_sortkeys',
    '_pagesize',
    '_pagedresultscookie',
    '_pagedresultsoffset',
    '_totalpagedresultspolicy',
  ],
};

const repeatable = ['_fields', '_sortkeys'];

/** The parameters of a query string, names folded to lower case. */
export function collectParameters(call: SandboxCall): CrestParameters {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of call.query) {
    const key = name.toLowerCase();
    const values = parameters.get(key);
    if (values) values.push(value);
    else parameters.set(key, [value]);
  }
  return parameters;
}

/** Why the verb does not take these parameters. Names without an underscore belong to the endpoint. */
export function checkParameters(
  verb: CrestVerb,
  parameters: CrestParameters,
  options: { readonly countOnly: boolean },
): CrestFailure | undefined {
  const known = [...common, ...ownParameters[verb], ...(verb === 'query' && options.countOnly ? ['_countonly'] : [])];
  for (const [name, values] of parameters) {
    const isReserved = verb === 'action' ? name === '_mimetype' : name.startsWith('_');
    if (isReserved && !known.includes(name)) {
      return crestFailure(400, `Unrecognized request parameter '${name}' for ${verb}`);
    }
    if (values.length > 1 && !repeatable.includes(name)) {
      return crestFailure(400, `The request parameter '${name}' must not be repeated`);
    }
  }
  return undefined;
}

/** The one value of a parameter. */
export function findParameter(parameters: CrestParameters, name: string): string | undefined {
  return parameters.get(name)?.[0];
}

/** Only the text «true», in any case, is true. */
export function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}
