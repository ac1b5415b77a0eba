import type { JsonValue } from '../json';
import type { ScimFilter } from './parseScimFilter';

/** What one list endpoint lets a filter say. */
export interface FilterRules {
  /** Attributes each comparison operator is documented for. */
  readonly operators: Readonly<Record<string, readonly string[]>>;
  readonly logic: readonly ('and' | 'or')[];
  /** Lists whose elements may be asked for by `id`: `memberOfGroups[id eq "…"]`. */
  readonly elements: readonly string[];
}

/** What a filter can ask about one resource. */
export interface FilterSubject {
  readonly attribute: (path: string) => JsonValue | undefined;
  readonly hasElement: (list: string, id: string) => boolean;
}

/** Why the endpoint does not support this filter, as a sentence; `undefined` when it does. */
export function findUnsupported(filter: ScimFilter, rules: FilterRules): string | undefined {
  switch (filter.kind) {
    case 'logic':
      if (!rules.logic.includes(filter.operator)) return `The operator '${filter.operator}' is not supported here.`;
      return filter.operands.map((operand) => findUnsupported(operand, rules)).find((message) => message !== undefined);
    case 'element': {
      const { attribute, filter: inner } = filter;
      const isById = inner.kind === 'compare' && inner.attribute === 'id' && inner.operator === 'eq';
      if (rules.elements.includes(attribute) && isById) return undefined;
      return `Only ${rules.elements.map((list) => `${list}[id eq "…"]`).join(', ') || 'plain attributes'} can be asked for.`;
    }
    case 'compare': {
      const { attribute, operator } = filter;
      const attributes = Object.hasOwn(rules.operators, operator) ? rules.operators[operator] : undefined;
      if (!attributes) return `The operator '${operator}' is not supported here.`;
      if (attributes.includes(attribute)) return undefined;
      return `The attribute '${attribute}' cannot be compared with '${operator}' here; names are case-sensitive.`;
    }
  }
}

/** True when the resource is one the filter asks for. Texts compare without case, as SCIM does by default. */
export function matchesFilter(filter: ScimFilter, subject: FilterSubject): boolean {
  switch (filter.kind) {
    case 'logic':
      return filter.operator === 'and'
        ? filter.operands.every((operand) => matchesFilter(operand, subject))
        : filter.operands.some((operand) => matchesFilter(operand, subject));
    case 'element': {
      const { filter: inner } = filter;
      return (
        inner.kind === 'compare' && typeof inner.value === 'string' && subject.hasElement(filter.attribute, inner.value)
      );
    }
    case 'compare':
      return compare(subject.attribute(filter.attribute), filter.operator, filter.value);
  }
}

function compare(found: JsonValue | undefined, operator: string, wanted: JsonValue): boolean {
  if (found === undefined || found === null) return false;
  const left = String(found).toLowerCase();
  const right = String(wanted).toLowerCase();
  switch (operator) {
    case 'eq':
      return left === right;
    case 'sw':
      return left.startsWith(right);
    case 'ew':
      return left.endsWith(right);
    default:
      return false;
  }
}
