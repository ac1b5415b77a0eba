import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Script and stylesheet of the response view, as they ship. */
export interface ResponsePageParts {
  readonly script: string;
  readonly style: string;
}

/** Reads both once. In the page they save the first answer two requests through the workbench. */
export async function loadResponsePage(extensionUri: vscode.Uri): Promise<ResponsePageParts> {
  const read = (...path: readonly string[]): Promise<string> =>
    readFile(vscode.Uri.joinPath(extensionUri, ...path).fsPath, 'utf8');
  const [script, style] = await Promise.all([read('dist', 'webview.js'), read('media', 'response.css')]);
  return { script, style };
}

/**
 * The fixed page of the response view. Nothing of a request or a response is in it: that comes by messages. It may run
 * and wear only what stands in it under the nonce of this very page, and can load nothing at all.
 */
export function responsePage({ script, style }: ResponsePageParts): string {
  const nonce = randomBytes(18).toString('base64');
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${nonce}">${withoutTags(style, '\\3c ')}</style>
<title>Response</title>
</head>
<body>
<div id="app"></div>
<script nonce="${nonce}">${withoutTags(script, '\\x3c')}</script>
</body>
</html>`;
}

/** What would end the element, or begin a comment in it, written in the escape of its own language. */
function withoutTags(text: string, escaped: string): string {
  return text.replace(/<(?=\/(?:script|style)|!--)/gi, () => escaped);
}
