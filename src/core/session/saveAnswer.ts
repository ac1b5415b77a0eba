import { isInsideFolder, pathWithin } from '../environment/paths';
import type { FileSaver } from '../environment/ports';
import type { Exchange, HttpResponse, SavedAnswer } from '../exchange/exchange';
import type { SaveTarget } from '../request/resolveSaves';
import type { Problem } from '../text/problem';

/** Asks a person whether answers may be saved at these places outside of the workspace; `false` sends nothing. */
export type ConfirmSave = (paths: readonly string[]) => Promise<boolean>;

/** What saving an answer needs from outside. */
export interface SavePorts {
  /** Left out where no file is written. */
  readonly saveFile?: FileSaver | undefined;
  /** Left out where nobody can be asked: then a request that saves outside of the workspace is not sent. */
  readonly confirmSave?: ConfirmSave | undefined;
}

/**
 * Saves an answer where the request says, octets as they came with the content coding taken off. The person asked for
 * it, so nothing is masked. A part of an answer is not saved: it would be taken for the whole.
 */
export async function saveAnswer(
  { saveFile }: SavePorts,
  { exchange, saves }: { readonly exchange: Exchange; readonly saves: readonly SaveTarget[] },
  signal: AbortSignal,
): Promise<{ readonly exchange: Exchange; readonly problems: readonly Problem[] }> {
  const { outcome } = exchange;
  if (saves.length === 0 || outcome.kind === 'failure') return { exchange, problems: [] };
  const done: SavedAnswer[] = [];
  const problems: Problem[] = [];
  for (const target of saves) {
    const saved = await saveOne(saveFile, { target, response: outcome }, signal);
    done.push(saved);
    if (saved.kind === 'saved') continue;
    problems.push({ code: 'answer-not-saved', severity: 'error', span: target.span, message: saved.message });
  }
  return { exchange: { ...exchange, saves: done }, problems };
}

async function saveOne(
  saveFile: FileSaver | undefined,
  { target, response }: { readonly target: SaveTarget; readonly response: HttpResponse },
  signal: AbortSignal,
): Promise<SavedAnswer> {
  const { root, isOutside, shown, overwrites } = target;
  const refuse = (reason: string): SavedAnswer => ({
    kind: 'not-saved',
    message: `The answer was not saved as '${shown}': ${reason}`,
  });
  const { body } = response;
  if (response.wasCancelled || signal.aborted) return refuse('the request was cancelled before all of it was there.');
  if (body.incomplete !== undefined) return refuse(`it is not whole. ${body.incomplete}`);
  if (!saveFile) return refuse('no files are written here.');
  const place = { path: target.path, within: isOutside ? undefined : root, overwrites };
  const outcome = await saveFile(place, body, signal);
  if (outcome.kind === 'file-failure') {
    const message = isOutside ? outcome.message : shortenPaths(outcome.message, root);
    return { kind: 'not-saved', message: `The answer was not saved. ${message}` };
  }
  const { path } = outcome;
  return { kind: 'saved', path, shown: isOutside || !isInsideFolder(root, path) ? path : pathWithin(root, path) };
}

/** A sentence about `'/workspace/answers/a.json'` says `'answers/a.json'`. */
function shortenPaths(message: string, root: string): string {
  return message.replaceAll(`'${root}/`, "'").replaceAll(`'${root}\\`, "'");
}
