import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { assertNoCanary } from '../support/canary';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { loggedLines } from './loggedLines';
import { withPage } from './pageStandIn';
import { hoverText, showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';
import { readWritten } from './writtenFiles';

const secret = 'canary-fall-1+s/t&o%r';
const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\nabc=\n-----END PRIVATE KEY-----`;
const text = `# @prompt code
GET {{base}}/{{code}}

###
GET {{base}}/x
X-Key: {{privateKey}}

###
GET {{base}}/plain
`;

function fails(): Promise<never> {
  return Promise.reject(new TypeError(`No ${secret}\n    at ${secret} (a.js:1:1)`));
}

hostTest('A mistake of its own leaves its place in the log, and no secret anywhere', async () => {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', hear);
  try {
    await inFolder('crash', async (document) => {
      const send = (offset: number): Thenable<unknown> =>
        vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), offset);
      const messages = await answering({}, async () => {
        // Whatever is asked of the editor fails, with the secret in what it says.
        const { showInputBox, showQuickPick, showSaveDialog } = vscode.window;
        Object.assign(vscode.window, { showInputBox: fails, showQuickPick: fails, showSaveDialog: fails });
        try {
          await send(0);
          await vscode.commands.executeCommand('identityHttp.copyAs', document.uri.toString(), 0);
          await vscode.commands.executeCommand('identityHttp.newEnvironment');
          await vscode.commands.executeCommand('identityHttp.setSecret');
          await vscode.commands.executeCommand('identityHttp.addVariable');
          await withPage(async (page) => {
            await send(text.indexOf('GET {{base}}/plain'));
            const viewId = (await (await api()).lastResponse())?.id ?? '';
            page.say({ type: 'saveBody', viewId });
            page.say({ type: 'reveal', viewId, place: { part: 'requestHeader', index: 0, offset: 0 } });
            await new Promise((resolve) => setImmediate(resolve));
          });
        } finally {
          Object.assign(vscode.window, { showInputBox, showQuickPick, showSaveDialog });
        }
      });
      const crashes = messages.filter((message) => message.includes('a mistake of its own'));
      assert.ok(crashes.length >= 3, messages.join('\n'));
      assertNoCanary([secret], {
        messages: messages.join('\n'),
        problems: JSON.stringify(vscode.languages.getDiagnostics()),
      });
      assert.match(loggedLines(), /send: TypeError\n\s+at /);
      assertNoCanary([secret], { log: loggedLines() });
      const written = await readWritten();
      assertNoCanary([secret], withoutOwn(written));
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(unhandled, []);
  } finally {
    process.off('unhandledRejection', hear);
  }
});

hostTest('A key of several lines is revealed with its lines, and kept nowhere', async () => {
  await inFolder('reveal-lines', async (document) => {
    const hover = await hoverText(document, 12, 5);
    const [, argument] = /\(command:identityHttp\.revealPlaceholder\?([^)]*)\)/.exec(hover) ?? [];
    const [place] = JSON.parse(decodeURIComponent(argument ?? '[]')) as readonly unknown[]; // Written by the hover.
    const documents = vscode.workspace.textDocuments.length;
    const messages = await answering({}, (asked) =>
      Promise.resolve(vscode.commands.executeCommand('identityHttp.revealPlaceholder', place)).then(() =>
        assert.equal(asked.length, 0),
      ),
    );
    assert.deepEqual(messages, [`Value of the placeholder\n${pem}`]);
    assert.equal(vscode.workspace.textDocuments.length, documents);
    assertNoCanary([secret], withoutOwn(await readWritten()));
  });
});

async function inFolder(name: string, use: (document: vscode.TextDocument) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => response.end('{}'));
  await listening(server, (base) =>
    withDefaultEnvironment('dev', () => {
      const files = {
        'a.http': text,
        'http-client.env.json': JSON.stringify({ dev: { base } }),
        'http-client.private.env.json': JSON.stringify({ dev: { privateKey: pem } }),
      };
      return withFiles(name, files, async (folder) => use(await showFile(vscode.Uri.joinPath(folder, 'a.http'))));
    }),
  );
}

/** The editor itself keeps a copy of a file that was saved. */
function withoutOwn(written: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(written).filter(([path]) => !/[\\/]User[\\/]History[\\/]/.test(path)));
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  if (!extension) throw new Error('The extension is not installed.');
  return extension.activate();
}
