import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ToWebview } from '../../src/core/view/protocol';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { withPage, type PageStandIn } from './pageStandIn';
import { showFile, withFiles } from './workspaceFiles';

/** One request to a server that answers as `serve` says, with a page that hears of it. */
async function check(
  serve: (response: ServerResponse) => void,
  use: (page: PageStandIn, sent: Thenable<unknown>, folder: vscode.Uri) => Promise<void>,
): Promise<void> {
  const server = createServer((_, response) => serve(response));
  await listening(server, (origin) =>
    withPage((page) =>
      withFiles('large', { 'a.http': `GET ${origin}/\n` }, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        await use(page, vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0), folder);
      }),
    ),
  );
}

function bodyOf(message: ToWebview): string {
  if (message.type === 'grow') return message.growth.formatted;
  return message.type === 'show' && message.view.outcome.kind === 'response' ? message.view.outcome.body.formatted : '';
}

hostTest('A stream is shown as it comes, and cancelling it keeps what came', async () => {
  let response: ServerResponse | undefined;
  const serve = (answer: ServerResponse): void => {
    response = answer;
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: one\n\n');
  };
  await check(serve, async (page, sent) => {
    const first = await page.hears((message) => message.type === 'show' && message.underWay === true);
    assert.equal(bodyOf(first), 'data: one\n\n');
    const more = page.hears((message) => message.type === 'grow');
    response?.write('data: two\n\n');
    assert.equal(bodyOf(await more), 'data: two\n\n', 'only what is new');
    const closed = new Promise((resolve) => response?.on('close', resolve));
    const last = page.hears((message) => message.type === 'show' && message.underWay !== true);
    page.say({ type: 'cancel' });
    assert.equal(bodyOf(await last), 'data: one\n\ndata: two\n\n');
    await Promise.all([closed, sent]);
  });
});

hostTest('A large body is saved octet for octet', async () => {
  const octets = Buffer.alloc(17_000_000, 'a\0b\0c');
  const serve = (answer: ServerResponse): void => {
    answer.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(octets);
  };
  const folder = await mkdtemp(join(tmpdir(), 'large-answer-'));
  const target = vscode.Uri.file(join(folder, 'saved'));
  const { showSaveDialog } = vscode.window;
  try {
    Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(target) });
    await check(serve, async (page, sent) => {
      const shown = await page.hears((message) => message.type === 'show' && message.underWay !== true);
      await sent;
      const viewId = shown.type === 'show' ? shown.view.id : '';
      const messages = await answering({ choice: ['Save'] }, async () => {
        page.say({ type: 'saveBody', viewId });
        while (!(await isWhole(target.fsPath, octets))) await new Promise((resolve) => setImmediate(resolve));
      });
      assert.match(messages[0] ?? '', /^Save 17\.0 MB as they came\?/);
    });
  } finally {
    Object.assign(vscode.window, { showSaveDialog });
    await rm(folder, { recursive: true, force: true });
  }
});

async function isWhole(path: string, octets: Buffer): Promise<boolean> {
  const saved = await readFile(path).catch(() => Buffer.alloc(0));
  return saved.equals(octets);
}
