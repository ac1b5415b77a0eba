import { open, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ResponseBody } from '../../core/exchange/exchange';
import { formatSize } from '../../core/view/describeBody';

/** True when the person wants a body as it came that is too large to look for secrets in it. */
export async function maySaveUnmasked({ size }: ResponseBody): Promise<boolean> {
  const question = `Save ${formatSize(size)} as they came?`;
  const detail = 'The body is too large to look for secrets in it, so those that are in it are saved with it.';
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Save')) === 'Save';
}

/** Writes a body window by window, with progress and cancel, so that its size is nothing to the memory. */
export async function saveLargeBody(body: ResponseBody, target: vscode.Uri): Promise<void> {
  if (target.scheme !== 'file') {
    const message = `${formatSize(body.size)} can only be saved to a disk of this machine. Choose a place there.`;
    void vscode.window.showWarningMessage(message);
    return;
  }
  const title = `Saving ${formatSize(body.size)}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, (progress, token) =>
    writeWindows(body, target.fsPath, { progress, token }),
  );
}

interface Watcher {
  readonly progress: vscode.Progress<{ increment: number }>;
  readonly token: vscode.CancellationToken;
}

async function writeWindows(body: ResponseBody, path: string, { progress, token }: Watcher): Promise<void> {
  const handle = await open(path, 'w');
  let isWhole = false;
  try {
    let told = 0;
    for (let start = 0; start < body.size && !token.isCancellationRequested; start += windowSize) {
      const octets = await body.read(start, Math.min(start + windowSize, body.size));
      for (let done = 0; done < octets.byteLength;) done += (await handle.write(octets, done)).bytesWritten;
      const percent = Math.floor((100 * (start + octets.byteLength)) / body.size);
      if (percent > told) progress.report({ increment: percent - told });
      told = percent;
    }
    isWhole = !token.isCancellationRequested;
  } finally {
    await handle.close();
    // A part would be taken for the whole.
    if (!isWhole) await rm(path, { force: true });
  }
}

/** Larger ones gather in memory until the collector comes. */
const windowSize = 256 * 1024;
