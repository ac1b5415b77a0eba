import { hiddenParts } from './protocol';
import type { CopyTarget, FromWebview, HiddenPlace } from './protocol';

/**
 * A message of the webview, or `undefined` when it is not exactly one of those the protocol knows. The page is ours,
 * but what runs in it has seen a stranger's text.
 */
export function parseFromWebview(value: unknown): FromWebview | undefined {
  if (!isRecord(value)) return undefined;
  const { type, viewId, index } = value;
  switch (type) {
    case 'ready':
    case 'cancel':
      return hasOnly(value, ['type']) ? { type } : undefined;
    case 'goTo':
      return isIndex(index) && hasOnly(value, ['type', 'index']) ? { type, index } : undefined;
    case 'followLink':
    case 'openSaved':
      return isViewId(viewId) && isIndex(index) && hasOnly(value, ['type', 'viewId', 'index'])
        ? { type, viewId, index }
        : undefined;
    case 'copy': {
      const what = parseCopyTarget(value['what']);
      return isViewId(viewId) && what !== undefined && hasOnly(value, ['type', 'viewId', 'what'])
        ? { type, viewId, what }
        : undefined;
    }
    case 'reveal': {
      const place = parseHiddenPlace(value['place']);
      return isViewId(viewId) && place && hasOnly(value, ['type', 'viewId', 'place'])
        ? { type, viewId, place }
        : undefined;
    }
    case 'openAsDocument':
    case 'saveBody':
    case 'searchBody':
    case 'sendAgain':
    case 'allowHost':
      return isViewId(viewId) && hasOnly(value, ['type', 'viewId']) ? { type, viewId } : undefined;
    default:
      return undefined;
  }
}

function parseCopyTarget(what: unknown): CopyTarget | undefined {
  if (what === 'body' || what === 'raw' || what === 'headers' || what === 'url') return what;
  if (!isRecord(what)) return undefined;
  const { link, header } = what;
  if (isIndex(link) && hasOnly(what, ['link'])) return { link };
  return isIndex(header) && hasOnly(what, ['header']) ? { header } : undefined;
}

function parseHiddenPlace(value: unknown): HiddenPlace | undefined {
  if (!isRecord(value) || !hasOnly(value, ['part', 'index', 'offset'])) return undefined;
  const { index, offset } = value;
  const part = hiddenParts.find((known) => known === value['part']);
  return part && isIndex(index) && isIndex(offset) ? { part, index, offset } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: Record<string, unknown>, names: readonly string[]): boolean {
  return Object.keys(value).every((name) => names.includes(name));
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isViewId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 100;
}
