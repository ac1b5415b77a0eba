import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { assertNoCanary } from '../support/canary';
import { hostTest } from './harness';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

/** Unique, long, and with characters that every encoding writes in another way. */
const stored = 'canary-host-1+s/t&o%r';
const inPrivate = 'canary-host-2+p/r&i%v';
const secrets = [stored, inPrivate];

const text = `# @name echo
# @capture token = response.body.$.access_token
POST {{base}}/echo?q={{%stored}}&access_token={{%inPrivate}}
Authorization: Bearer {{stored}}
X-Custom: {{inPrivate}}

{{stored}} {{inPrivate}}

###
# @name next
GET {{base}}/next/{{%token}}
X-Token: {{token}}

###
GET http://127.0.0.1:1/{{%stored}}?access_token={{%inPrivate}}
X-Custom: {{inPrivate}}
`;

hostTest('No secret is in what is shown, copied, logged or kept', async () => {
  await withEcho((base) => {
    const files = {
      'a.http': text,
      'http-client.private.env.json': JSON.stringify({ dev: { base, stored, inPrivate } }),
    };
    return withDefaultEnvironment('dev', () =>
      withFiles('canary', files, async (folder) => {
        const uri = vscode.Uri.joinPath(folder, 'http-client.private.env.json').toString();
        await vscode.commands.executeCommand('identityHttp.moveSecret', { uri, environment: 'dev', name: 'stored' });
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        const shown: Record<string, string> = {};
        for (const [index, part] of ['POST', 'GET {{base}}/next', 'GET http://127.0.0.1:1'].entries()) {
          await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), text.indexOf(part));
          const view = await (await api()).lastResponse();
          assert.equal(view?.outcome.kind, index === 2 ? 'failure' : 'response', part);
          shown[`view ${index}`] = JSON.stringify(view);
        }
        Object.assign(shown, await askEditor(document));
        shown['cURL'] = await copyAsCurl(document);
        shown['Variables view'] = await printTree((await api()).variables);
        const messages = Object.values(shown).join('\n');
        assert.ok(messages.includes('••••'), 'values are masked, not left out');
        assertNoCanary(secrets, shown);
        assertNoCanary(secrets, await readWritten());
        // Tests share one session.
        await showFile(document.uri);
        await vscode.commands.executeCommand('identityHttp.clearCaptures');
        const of = { uri: document.uri.toString(), environment: 'dev', name: 'stored' };
        await vscode.commands.executeCommand('identityHttp.removeSecret', of);
      }),
    );
  });
});

/** What the editor shows of the file, at every place where a value could be shown. */
async function askEditor(document: vscode.TextDocument): Promise<Record<string, string>> {
  const { uri } = document;
  const shown: Record<string, string> = {};
  const ask = async (name: string, command: string, ...rest: readonly unknown[]): Promise<void> => {
    shown[name] = JSON.stringify(await vscode.commands.executeCommand(`vscode.${command}`, uri, ...rest));
  };
  for (const [{ length }, at] of [...text.matchAll(/\{\{[%\w]+\}\}/g)].map(
    ({ 0: whole, index }) => [whole, index] as const,
  )) {
    const position = document.positionAt(at + Math.floor(length / 2));
    await ask(`hover ${at}`, 'executeHoverProvider', position);
    await ask(`completion ${at}`, 'executeCompletionItemProvider', position, '{');
  }
  await ask('lenses', 'executeCodeLensProvider', 100);
  await ask('hints', 'executeInlayHintProvider', new vscode.Range(0, 0, document.lineCount, 0));
  await ask('links', 'executeLinkProvider', 100);
  await ask('actions', 'executeCodeActionProvider', new vscode.Range(0, 0, document.lineCount, 0));
  shown['problems'] = JSON.stringify(vscode.languages.getDiagnostics());
  return shown;
}

/** The form that says it has the secrets is another one. */
async function copyAsCurl(document: vscode.TextDocument): Promise<string> {
  const { showQuickPick } = vscode.window;
  Object.assign(vscode.window, {
    showQuickPick: async (items: readonly vscode.QuickPickItem[]) =>
      items.find(({ label }) => label === 'cURL command'),
  });
  try {
    await vscode.commands.executeCommand('identityHttp.copyAs', document.uri.toString(), text.indexOf('POST'));
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /^curl /);
    return copied;
  } finally {
    Object.assign(vscode.window, { showQuickPick });
  }
}

async function printTree(provider: vscode.TreeDataProvider<unknown>, node?: unknown, depth = 0): Promise<string> {
  const lines: string[] = [];
  for (const child of depth > 6 ? [] : ((await provider.getChildren(node)) ?? [])) {
    const { label, description, tooltip } = await provider.getTreeItem(child);
    lines.push(JSON.stringify({ label, description, tooltip }), await printTree(provider, child, depth + 1));
  }
  return lines.join('\n');
}

/** Every file beside the workspace: logs, states and storages of the user-data folder that is this run's alone. */
async function readWritten(): Promise<Record<string, Uint8Array>> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const scratch = dirname(workspace);
  const written: Record<string, Uint8Array> = {};
  for (const entry of await readdir(scratch, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // The files of the test have the secret themselves.
    if (!entry.isFile() || path.startsWith(workspace)) continue;
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes && bytes.length < 20_000_000) written[path] = bytes;
  }
  assert.ok(Object.keys(written).length > 0, 'the editor writes something beside the workspace');
  return written;
}

/** A server that says back all it got. */
async function withEcho(use: (base: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('X-Echo', String(request.headers['x-custom'] ?? ''));
      response.end(JSON.stringify({ access_token: stored, url: request.url, headers: request.headers, body }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo; // It listens on TCP.
    await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  if (!extension) throw new Error('The extension is not installed.');
  return extension.activate();
}
