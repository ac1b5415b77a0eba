/**
 * Why no answer is saved at that place, by the folders it is in and what it would be: a server would decide what is run,
 * sent or sent where. `path` begins in the workspace, and is absolute outside of it.
 */
export function refuseSavePlace(path: string): string | undefined {
  const names = path.split(/[\\/]/).map(plainName);
  const folder = names.find((name, index) => TOOL_FOLDER.test(name) && !isHistoryFolder(name, names[index + 1]));
  const file = names.at(-1) ?? '';
  if (folder !== undefined) {
    return `The answer cannot be saved as '${path}': what is in '${folder}' decides what tools run. Save it elsewhere.`;
  }
  if (REQUEST_FILE.test(file)) {
    return `The answer cannot be saved as '${path}': it would become requests. Use another ending.`;
  }
  if (VALUE_FILE.test(file)) {
    return `The answer cannot be saved as '${path}': it would decide on values and settings of requests. Use another name.`;
  }
  return undefined;
}

/** Where JetBrains keeps answers: `.idea/httpRequests`. */
function isHistoryFolder(name: string, next: string | undefined): boolean {
  return /^\.idea$/i.test(name) && /^httpRequests$/i.test(next ?? '');
}

/** As a file system may read it that takes no notice of characters without a look of their own, or leaves off the end. */
export function plainName(name: string): string {
  const shown = name.replace(/\p{Cf}/gu, '');
  let end = shown.length;
  while (end > 0 && (shown[end - 1] === '.' || shown[end - 1] === ' ')) end--;
  return shown.slice(0, end);
}

/** Any case, and letters that fold to the same: `ſ` is `s` to some file systems. */
const TOOL_FOLDER = /^(?:\.git|\.hg|\.vscode|\.idea|\.devcontainer|\.github|\.husky)$/iu;
const REQUEST_FILE = /\.(?:http|rest)$/iu;
const VALUE_FILE = /^http-client.*\.env\.json$|^\.env(?:\..*)?$|^\.envrc$|\.(?:env|code-workspace)$/iu;
