/** An operation with its own media type on a resource of PingOne: what a relation with a dot stands for. */
export interface CatalogueAction {
  readonly name: string;
  /** The resource that carries it: `user`, `flow`. */
  readonly on: string;
  readonly method: string;
  /** With `{parameter}` segments, without host and version prefix. */
  readonly path: string;
  readonly type: string;
  readonly altTypes?: readonly string[];
  /** The relation, where answers are known to carry one. */
  readonly rel?: string;
  /** Skeleton of the JSON body; absent when the body is empty. */
  readonly body?: unknown;
  readonly emptyBody?: boolean;
  /** Dotted paths of members the server insists on. */
  readonly required?: readonly string[];
}

/** The rule behind relations that the list does not name. */
export interface RelationRule {
  readonly prefix: string;
  readonly suffix: string;
  /** Relations whose media type is not built from their name. */
  readonly exceptions: Readonly<Record<string, string>>;
}

export interface ActionCatalogue {
  readonly relRule: RelationRule;
  readonly actions: readonly CatalogueAction[];
}

/** One operation of an API, as far as hosts and completions need it; the file holds more. */
export interface CatalogueOperation {
  readonly name: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly params?: readonly string[];
  readonly query?: readonly { readonly name: string; readonly type?: string }[];
  readonly requestTypes?: readonly string[];
  readonly deprecated?: boolean;
}

export interface CatalogueVariable {
  readonly name: string;
  readonly kind: string;
  readonly setBy: string;
}

export interface OperationCatalogue {
  readonly variables: readonly CatalogueVariable[];
  readonly operations: readonly CatalogueOperation[];
  readonly schemas: Readonly<Record<string, unknown>>;
}

/** The actions of PingOne: small, and needed for every answer with an action link. */
export async function loadPingOneActions(): Promise<ActionCatalogue> {
  // The file is ours and tested against these types; its literal type would be thousands of lines.
  return (await import('./pingone-actions.json')).default;
}

/** All operations and schemas of PingOne: half a megabyte, so only when someone asks. */
export async function loadPingOneCatalogue(): Promise<OperationCatalogue> {
  return (await import('./pingone-catalog.json')).default;
}

/** All operations and schemas of the CREST APIs of AM, IDM and Identity Cloud. */
export async function loadCrestCatalogue(): Promise<OperationCatalogue> {
  return (await import('./crest-catalog.json')).default;
}
