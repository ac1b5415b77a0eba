import type { ShownDefinition, PlaceholderDescription } from './describePlaceholder';
import { numberedPath } from '../../environment/paths';
import type { CaptureSource } from '../../environment/variable';
import { describeOrigin } from './describeOrigin';
import { lookupDirectiveAbout } from '../complete/directiveTable';
import { dynamicNameOf, dynamicUsage, lookupDynamicAbout } from '../complete/dynamicTable';
import { lookupHeaderAbout } from '../complete/headerTable';
import { commonMediaTypes, type MediaType } from '../complete/mediaTypes';
import { lookupMethod } from '../complete/methodTable';
import { describeWith, plain, type Prose, type ProsePiece } from './prose';
import type { SaveTarget } from '../../request/resolveSaves';
import type { Problem } from '../../text/problem';
import type { Span } from '../../text/span';
import type { ShownTarget } from './describeTarget';

/** How a host writes the path of a file: relative to its workspace. */
export type ShowPath = (path: string) => string;

/** The value of a placeholder and the whole chain behind it. Values come masked already. */
export function describePlaceholderText(description: PlaceholderDescription, showPath: ShowPath): Prose {
  const pieces: ProsePiece[] = [];
  appendDescription(pieces, description, { showPath, depth: 0, said: new Set() });
  const dynamic = lookupDynamicAbout(dynamicNameOf(description.expression) ?? '');
  if (dynamic) {
    pieces.push({ kind: 'paragraph' }, { kind: 'code', text: dynamicUsage(dynamic) }, plain(` ${dynamic.about}`));
  }
  return pieces;
}

/** The name in a `# @capture` whose request has not been answered. */
export function describeUncaptured(name: string): Prose {
  return [strong(name), { kind: 'paragraph' }, plain('It has no value yet: the answer of this request gives it one.')];
}

/** What a method, a field, a value or a directive means; `undefined` for one that is not known. */
export function describeTerm(
  term:
    | { readonly kind: 'method' | 'directive'; readonly name: string }
    | { readonly kind: 'header'; readonly name: string; readonly value: string | undefined },
  vendorTypes: readonly MediaType[] = [],
): Prose | undefined {
  switch (term.kind) {
    case 'method': {
      const method = lookupMethod(term.name);
      return method && [strong(method.name), plain(' '), ...describeWith(method.about, method.specification)];
    }
    case 'directive': {
      const about = lookupDirectiveAbout(term.name);
      if (!about) return undefined;
      const usage: ProsePiece = {
        kind: 'code',
        text: `# @${about.name}${about.usage === '' ? '' : ` ${about.usage}`}`,
      };
      const more = about.isIgnored ? ' Read, and not acted on.' : '';
      return [usage, { kind: 'paragraph' }, plain(about.about + more)];
    }
    case 'header':
      return describeHeader(term.name, term.value, vendorTypes);
  }
}

function describeHeader(name: string, value: string | undefined, vendorTypes: readonly MediaType[]): Prose | undefined {
  const header = lookupHeaderAbout(name);
  if (!header) return undefined;
  const about = describeWith(header.about, header.specification);
  if (value === undefined) return [strong(header.name), plain(' '), ...about];
  const types = header.holdsMediaTypes ? [...commonMediaTypes, ...vendorTypes] : [];
  const wanted = value.toLowerCase();
  const known = [...types, ...(header.values ?? [])].find(({ text }) => text.toLowerCase() === wanted);
  if (!known) return [strong(header.name), plain(' '), ...about];
  return [
    { kind: 'code', text: known.text },
    plain(` ${known.about}`),
    { kind: 'paragraph' },
    strong(header.name),
    plain(' '),
    ...about,
  ];
}

/** Where a request goes, or why that cannot be said. */
export function describeTargetText(target: ShownTarget): Prose {
  if (target.kind === 'url') return [{ kind: 'code', text: target.url }];
  return target.messages.flatMap((message): ProsePiece[] => [plain(message), { kind: 'line' }]);
}

/** Where the answer of a request is saved, or why it is not. */
export function describeSaveText(
  found: { readonly saves: readonly SaveTarget[]; readonly problems: readonly Problem[] },
  { start }: Span,
): Prose | undefined {
  const target = found.saves.find(({ span }) => span.start === start);
  const [problem] = found.problems;
  if (!target) return problem && [plain(problem.message)];
  const { shown, overwrites, isOutside } = target;
  const kept: Prose = [plain(', or under the next free name: '), { kind: 'code', text: numberedPath(shown, 1) }];
  const end = overwrites ? ', in the place of what is there' : '';
  const asks = isOutside ? ' That is outside of the workspace, so you are asked first.' : '';
  return [
    plain('The answer is saved as '),
    { kind: 'code', text: shown },
    plain(end),
    ...(overwrites ? [] : kept),
    plain(`.${asks}`),
  ];
}

/** What came of the last send of a named request. */
export function describeRequestText(
  name: string,
  status: string | undefined,
  environmentName: string | undefined,
): Prose {
  const place = environmentName === undefined ? '' : ` in environment '${environmentName}'`;
  const last = status === undefined ? `Not sent${place} yet.` : `Last answer${place}: ${status}.`;
  return [strong(name), { kind: 'paragraph' }, plain(last)];
}

function appendDescription(
  pieces: ProsePiece[],
  description: PlaceholderDescription,
  at: { readonly showPath: ShowPath; readonly depth: number; readonly said: Set<string> },
): void {
  const { expression, shownValue, definition, failure, shadowed, uses } = description;
  const line: ProsePiece = { kind: 'line', depth: at.depth };
  const next: ProsePiece = { kind: 'line', depth: at.depth + 1 };
  if (pieces.length > 0) pieces.push(line);
  pieces.push(strong(expression));
  if (shownValue !== undefined) pieces.push(plain(' = '), { kind: 'code', text: shownValue });
  if (definition) pieces.push(next, plain('from '), ...describeDefinition(definition, at.showPath));
  // What stops a value stops every one that uses it: it is said once.
  if (failure !== undefined && !at.said.has(failure)) pieces.push(next, plain(failure));
  if (failure !== undefined) at.said.add(failure);
  for (const loser of shadowed) {
    const value: Prose =
      loser.shownValue === undefined ? [plain('the one')] : [{ kind: 'code', text: loser.shownValue }];
    pieces.push(next, plain('hides '), ...value, plain(' from '), ...describeDefinition(loser, at.showPath));
  }
  for (const use of uses) appendDescription(pieces, use, { ...at, depth: at.depth + 1 });
}

function describeDefinition({ origin, path, captured, environment }: ShownDefinition, showPath: ShowPath): Prose {
  const name = plain(describeOrigin(origin) + (environment === undefined ? '' : ` (${environment})`));
  if (captured) return [name, ...describeCapture(captured, showPath)];
  return path === undefined || path === '' ? [name] : [name, plain(' '), { kind: 'code', text: showPath(path) }];
}

function describeCapture({ requestName, path }: CaptureSource, showPath: ShowPath): Prose {
  const request: Prose =
    requestName === undefined ? [plain(' of a request')] : [plain(' of '), { kind: 'code', text: requestName }];
  return path === '' ? request : [...request, plain(' in '), { kind: 'code', text: showPath(path) }];
}

function strong(text: string): ProsePiece {
  return { kind: 'strong', text };
}
