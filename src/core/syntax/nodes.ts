import type { Problem } from '../text/problem';
import type { Span, Token } from '../text/span';
import type { Template } from '../text/template';

/**
 * A requests file. `blocks` follow each other without gap and together are the whole text; block `i` starts at the
 * document offset `starts[i]`. All spans inside a block count from that block's first character, so that an edit
 * elsewhere leaves the block, the very object, as it is. There is always at least one block.
 */
export interface RequestFile {
  readonly blocks: readonly RequestBlock[];
  readonly starts: readonly number[];
  /** UTF-16 length of the document. */
  readonly length: number;
}

/**
 * A separator line with what follows it up to the next one. A second request line without a separator opens a block
 * of its own too. A block may hold no request: comments, variables, or nothing at all.
 */
export interface RequestBlock {
  /** The characters of the block. Every other member is a function of it, worked out when it is first asked for. */
  readonly text: string;
  /** Whole lines, in order, covering `text` without gap or overlap. The members below are views of these. */
  readonly nodes: readonly BlockNode[];
  /** Text behind `###`, closing hashes left off. */
  readonly title: Token | undefined;
  /** From `# @name`, else the title when it is an identifier. */
  readonly name: Token | undefined;
  readonly directives: readonly Directive[];
  readonly variables: readonly VariableDeclaration[];
  readonly request: RequestMessage | undefined;
  readonly problems: readonly Problem[];
}

/** What the request is; only `http` and `graphql` are sent by the engine today. */
export type RequestKind = 'http' | 'graphql' | 'curl' | 'websocket' | 'grpc' | 'other';

/** The message of a block as it is written, RFC 9112 section 2.1. */
export interface RequestMessage {
  readonly kind: RequestKind;
  /** Request line to the last character of the body. */
  readonly span: Span;
  /** As written, e.g. `post`; `undefined` when left out, which means GET. */
  readonly method: Token | undefined;
  /** Continuation lines are joined: their literals leave out the line end and the blanks around it. */
  readonly target: Template;
  /** `HTTP/1.1` as written. */
  readonly version: Token | undefined;
  /** In order, repeats kept. */
  readonly headers: readonly HeaderField[];
  readonly body: MessageBody | undefined;
  /**
   * Of the kind `curl`: the whole command as it stands. Method, target, headers and body are what its options say; a
   * field that an option stands for, such as `-A`, has the option for its name's span.
   */
  readonly command?: Template;
  /** Of the kind `curl`: what its options say beyond that. */
  readonly curl?: CurlSettings;
}

/** What only a command can say of a request. */
export interface CurlSettings {
  /** Of `-u`: `user:password`. */
  readonly credentials: Template | undefined;
  /** What is done with them; Basic when nothing is said. */
  readonly scheme: CurlScheme | undefined;
  /** Of `-F`, in order; the request has no other body then. */
  readonly form: readonly FormField[];
  /** Of `-H 'Accept:'`, in lower case: fields that are not sent although they would be of themselves. */
  readonly leavesOut: readonly string[];
  /** `-L`. */
  readonly followsRedirects: boolean;
  /** Of `-m`. */
  readonly timeoutMilliseconds: number | undefined;
}

/** `--digest`, or `--aws-sigv4` with what stands behind `aws:amz:`, region and service with a colon between them. */
export type CurlScheme = { readonly kind: 'digest' } | { readonly kind: 'aws'; readonly place: Template };

/** A part of a `multipart/form-data` body, RFC 7578. */
export interface FormField {
  readonly span: Span;
  readonly name: Template;
  /** `@path` is a file with its name, `<path` the content of one. */
  readonly content: BodyPart;
  readonly fileName: Template | undefined;
  readonly mediaType: Template | undefined;
}

/** `name` keeps its case. A line that is exactly `{{x}}` is a whole field: its name is empty and `value` holds it. */
export interface HeaderField {
  readonly span: Span;
  readonly name: Token;
  readonly value: Template;
}

/**
 * Texts and files in the order they are sent. Comment lines of a JSON body, the final line end and trailing blank
 * lines are in no part. Literals hold the document's line ends; resolving decides what goes on the wire.
 */
export interface MessageBody {
  readonly span: Span;
  readonly parts: readonly BodyPart[];
  /** True when the body opened without the blank line before it. */
  readonly opensWithoutBlankLine: boolean;
  /** Of the kind `graphql`: the same parts, told apart. */
  readonly graphql?: GraphqlBody;
}

/** A GraphQL document and, behind a blank line, its variables as JSON. */
export interface GraphqlBody {
  readonly query: readonly BodyPart[];
  readonly variables: Template | undefined;
}

export type BodyPart =
  | { readonly kind: 'text'; readonly span: Span; readonly content: Template }
  | {
      readonly kind: 'file';
      readonly span: Span;
      readonly path: Template;
      /** `<@`: placeholders in the file are filled. */
      readonly substitutes: boolean;
      /** `<@latin1`; `undefined` means UTF-8. */
      readonly encoding: Token | undefined;
      /** `-d @path`: line ends and NUL are taken out of the content, as curl does. */
      readonly dropsLineEnds?: true;
      /** An argument of a command, and no line of its own. */
      readonly isArgument?: true;
    };

/** `# @name value`; the value is trimmed and `undefined` when there is none. */
export interface Directive {
  readonly span: Span;
  readonly name: Token;
  readonly value: Token | undefined;
}

/** `@name = value`, or `:=`, which is read the same way. */
export interface VariableDeclaration {
  readonly span: Span;
  readonly name: Token;
  readonly value: Template;
  /** Written with `:=`. */
  readonly late?: true;
}

/** One or more whole lines, line ends included. */
export type BlockNode =
  | PlainNode
  | SeparatorNode
  | CommentNode
  | DirectiveNode
  | VariableNode
  | ImportNode
  | RunNode
  | HeaderNode
  | HeaderSpreadNode
  | BodyFileNode
  | GraphqlDefinitionNode
  | ScriptNode
  | AssertionNode
  | ResponseRedirectionNode
  | ResponseReferenceNode;

export type BlockNodeKind = BlockNode['kind'];

/** Lines with no structure of their own, or whose structure is in `RequestMessage`. */
export interface PlainNode {
  readonly kind:
    'blank' | 'request-line' | 'target-continuation' | 'body' | 'body-comment' | 'recorded-response' | 'unknown';
  readonly span: Span;
}

export interface SeparatorNode {
  readonly kind: 'separator';
  readonly span: Span;
  readonly title: Token | undefined;
}

/** A comment line, or a whole `/* … *\/` comment. `variable` is a declaration that is switched off by a `#`. */
export interface CommentNode {
  readonly kind: 'comment';
  readonly span: Span;
  readonly variable?: VariableDeclaration;
}

export interface DirectiveNode {
  readonly kind: 'directive';
  readonly span: Span;
  readonly directive: Directive;
}

export interface VariableNode {
  readonly kind: 'variable';
  readonly span: Span;
  readonly variable: VariableDeclaration;
}

/** `import path`: names and variables of another requests file. */
export interface ImportNode {
  readonly kind: 'import';
  readonly span: Span;
  readonly path: Template;
}

/** `run #name`, `run path` or `run path#name`, each perhaps with `(@variable=value, …)`. */
export interface RunNode {
  readonly kind: 'run';
  readonly span: Span;
  readonly path: Template | undefined;
  readonly name: Token | undefined;
  readonly variables: readonly VariableDeclaration[];
}

export interface HeaderNode {
  readonly kind: 'header';
  readonly span: Span;
  readonly header: HeaderField;
}

/** `...name`: a field for each member of the object that a variable holds. */
export interface HeaderSpreadNode {
  readonly kind: 'header-spread';
  readonly span: Span;
  readonly name: Token;
}

export interface BodyFileNode {
  readonly kind: 'body-file';
  readonly span: Span;
  readonly path: Template;
}

/**
 * A fragment or an operation of GraphQL before a request, or `gql name < path`: part of every query of the file that
 * spreads it as `...name`.
 */
export interface GraphqlDefinitionNode {
  readonly kind: 'graphql-definition';
  readonly span: Span;
  readonly name: Token | undefined;
  readonly part: BodyPart;
}

/** Code around a request, recognised and never run: in the text (`code`) or in a file of its own (`path`). */
export interface ScriptNode {
  readonly kind: 'script';
  readonly span: Span;
  readonly phase: 'before-request' | 'after-response';
  /** What stands between the markers. */
  readonly code: Span | undefined;
  readonly path: Template | undefined;
}

/** `?? subject operator value`, never run. */
export interface AssertionNode {
  readonly kind: 'assertion';
  readonly span: Span;
  readonly condition: Token;
}

/** `>> path` saves the response under a new name when the file exists, `>>! path` replaces it. */
export interface ResponseRedirectionNode {
  readonly kind: 'response-redirection';
  readonly span: Span;
  readonly path: Template;
  readonly overwrites: boolean;
}

/** `<> path`: an earlier response that was saved. */
export interface ResponseReferenceNode {
  readonly kind: 'response-reference';
  readonly span: Span;
  readonly path: Template;
}

/** Compares directive names as all dialects write them: `no-redirect`, `noRedirect` and `No_Redirect` are one. */
export function directiveKey(name: string): string {
  // Most names are written that way already, and every directive of a file comes by here.
  return /^[a-z]*$/.test(name) ? name : name.replace(/[-_]/g, '').toLowerCase();
}

/** The first directive of that name (any spelling), or `undefined`. */
export function lookupDirective(block: Pick<RequestBlock, 'directives'>, name: string): Directive | undefined {
  const key = directiveKey(name);
  return block.directives.find((directive) => directiveKey(directive.name.text) === key);
}
