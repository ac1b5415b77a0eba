import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { assertNoCanary } from '../support/canary';
import { exists } from '../../src/extension/problems/defineVariable';
import type { ResponseView } from '../../src/core/view/responseView';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { loggedLines } from './loggedLines';
import { withPage, type PageStandIn } from './pageStandIn';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';
import { readWritten } from './writtenFiles';

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

const walked = `# @name walk
# @capture secret token = response.body.$.access_token
# @capture nothing = response.body.$.nowhere
POST {{base}}/walk?q={{%stored}}
Authorization: Bearer {{stored}}
X-Custom: {{inPrivate}}
Content-Type: application/json

{ "password": "{{stored}}" }

###
GET {{base}}/{{missing}}?access_token={{%inPrivate}}

###
GET {{base}}/cut?access_token={{%inPrivate}}
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
        // Its commands are there once it runs.
        await api();
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
        await assertNothingWritten();
        // Tests share one session.
        await showFile(document.uri);
        await vscode.commands.executeCommand('identityHttp.clearCaptures');
        const of = { uri: document.uri.toString(), environment: 'dev', name: 'stored' };
        await vscode.commands.executeCommand('identityHttp.removeSecret', of);
      }),
    );
  });
});

hostTest('No secret is in what walking links, copying, saving, searching and failing leaves behind', async () => {
  await withEcho((base) => {
    const files = {
      'a.http': walked,
      'http-client.env.json': JSON.stringify({ dev: { base } }),
      'http-client.private.env.json': JSON.stringify({ dev: { stored, inPrivate } }),
    };
    return withDefaultEnvironment('dev', () =>
      withFiles('canary-walk', files, async (folder) => {
        await withPage(async (page) => {
          const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
          const shown: Record<string, string> = {};
          const messages = await answering({}, async () => {
            await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
            const first = await lastView();
            await walk(page, first, shown);
            await useAnswer(page, folder, shown);
            await vscode.commands.executeCommand('identityHttp.saveCapture', 'token');
            for (const part of ['GET {{base}}/{{missing}}', 'GET {{base}}/cut']) {
              await showFile(document.uri);
              await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), walked.indexOf(part));
            }
          });
          shown['messages'] = messages.join('\n');
          shown['page'] = JSON.stringify(page.heard);
          shown['problems'] = JSON.stringify(vscode.languages.getDiagnostics());
          shown['history'] = await printTree((await api()).history);
          await vscode.commands.executeCommand('identityHttp.searchHistory', stored);
          assert.equal(await printTree((await api()).history), '', 'a secret is nowhere to be found');
          await vscode.commands.executeCommand('identityHttp.clearHistorySearch');
          const saved = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'body.json'));
          shown['saved body'] = new TextDecoder().decode(saved);
          assert.match(shown['page'], /••••/);
          assert.match(shown['saved body'], /••••/);
          assertNoCanary(secrets, shown);
          await assertNothingWritten();

          assert.match(shown['composed'] ?? '', /\?token=\{\{%inPrivate\}\}/);
          await revealOne(page);
          assertNoCanary(secrets, { page: JSON.stringify(page.heard) });
          await assertNothingWritten();
          await showFile(document.uri);
          await vscode.commands.executeCommand('identityHttp.clearCaptures');
          const of = { uri: document.uri.toString(), environment: 'dev', name: 'token' };
          await vscode.commands.executeCommand('identityHttp.removeSecret', of);
          await vscode.env.clipboard.writeText('');
        });
      }),
    );
  });
});

/** A link of the same server with a secret in its address, one that is an action, and back. */
async function walk(page: PageStandIn, first: ResponseView, shown: Record<string, string>): Promise<void> {
  assert.ok(first.outcome.kind === 'response');
  const next = first.outcome.links.find(({ rel }) => rel === 'next');
  const action = first.outcome.links.find(({ effect }) => effect === 'compose');
  assert.ok(next && action, JSON.stringify(first.outcome.links));
  const arrives = page.hears((message) => message.type === 'show' && message.view.id !== first.id);
  page.say({ type: 'followLink', viewId: first.id, index: next.index });
  await arrives;
  const goesBack = page.hears((message) => message.type === 'show' && message.view.id === first.id);
  page.say({ type: 'goTo', index: 0 });
  await goesBack;
  const composed = opened((document) => document.isUntitled && document.languageId === 'http');
  page.say({ type: 'followLink', viewId: first.id, index: action.index });
  shown['composed'] = (await composed).getText();
}

/** Everything the view offers to do with an answer. */
async function useAnswer(page: PageStandIn, folder: vscode.Uri, shown: Record<string, string>): Promise<void> {
  const { id: viewId } = await lastView();
  for (const what of ['body', 'raw', 'headers', 'url', { link: 0 }, { header: 0 }] as const) {
    await vscode.env.clipboard.writeText('');
    page.say({ type: 'copy', viewId, what });
    const name = `copied ${JSON.stringify(what)}`;
    await eventually(async () => {
      shown[name] = await vscode.env.clipboard.readText();
      return shown[name] !== '';
    });
  }
  const body = opened((document) => document.isUntitled && document.languageId === 'json');
  page.say({ type: 'openAsDocument', viewId });
  shown['opened body'] = (await body).getText();
  const { showSaveDialog } = vscode.window;
  const target = vscode.Uri.joinPath(folder, 'body.json');
  Object.assign(vscode.window, { showSaveDialog: async () => target });
  page.say({ type: 'saveBody', viewId });
  await eventually(() => exists(target));
  Object.assign(vscode.window, { showSaveDialog });
}

/** A click on one mask shows this value, in a box and nowhere else. */
async function revealOne(page: PageStandIn): Promise<void> {
  const { id: viewId, request } = await lastView();
  const index = request.headers.findIndex(([name]) => name === 'X-Custom');
  await answering({ input: [inPrivate] }, async (asked) => {
    page.say({ type: 'reveal', viewId, place: { part: 'requestHeader', index, offset: 0 } });
    await eventually(async () => asked.length > 0);
    assert.equal(asked[0]?.value, inPrivate);
  });
}

async function lastView(): Promise<ResponseView> {
  const view = await (await api()).lastResponse();
  assert.ok(view);
  return view;
}

function opened(accepts: (document: vscode.TextDocument) => boolean): Promise<vscode.TextDocument> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidOpenTextDocument((document) => {
      if (!accepts(document)) return;
      listener.dispose();
      resolve(document);
    });
  });
}

/** Asks again and again; the harness ends what takes too long. */
async function eventually(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setImmediate(resolve));
}

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
    await ask(`completion ${at}`, 'executeCompletionItemProvider', position, '{', 500);
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

/** VS Code itself keeps copies of files that were saved: of the private file's own secret, one more as in that file. */
async function assertNothingWritten(): Promise<void> {
  assertNoCanary(secrets, { log: loggedLines() });
  const written = Object.entries(await readWritten());
  assertNoCanary([stored], Object.fromEntries(written));
  const beside = written.filter(([path]) => !/[\\/]User[\\/]History[\\/]/.test(path));
  assertNoCanary([inPrivate], Object.fromEntries(beside));
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
      // An answer that breaks off.
      if (request.url?.startsWith('/cut') === true) {
        response.setHeader('Content-Length', '1000');
        response.write(`{ "access_token": "${stored}", "x": "`);
        setImmediate(() => request.socket.destroy());
        return;
      }
      const href = `http://${request.headers.host ?? ''}/v1/environments/e/users/u`;
      const _links = {
        next: { href: `${href}?access_token=${encodeURIComponent(stored)}` },
        'password.set': { href: `${href}/password?token=${encodeURIComponent(inPrivate)}` },
      };
      response.end(JSON.stringify({ _links, access_token: stored, url: request.url, headers: request.headers, body }));
    });
  });
  await listening(server, use);
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  if (!extension) throw new Error('The extension is not installed.');
  return extension.activate();
}
