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
import { until } from './until';
import { withPage, type PageStandIn } from './pageStandIn';
import { showFile, withFiles } from './workspaceFiles';

/** One request to a server that answers as `serve` says. */
async function check(
  serve: (response: ServerResponse) => void,
  use: (sent: Thenable<unknown>) => Promise<void>,
): Promise<void> {
  const server = createServer((_, response) => serve(response));
  await listening(server, (origin) =>
    withFiles('large', { 'a.http': `GET ${origin}/\n` }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await use(vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0));
    }),
  );
}

/** Of a whole answer. */
function sizeOf(message: ToWebview): number | undefined {
  if (message.type !== 'show' || message.underWay === true) return undefined;
  return message.view.outcome.kind === 'response' ? message.view.outcome.size : undefined;
}

function bodyOf(message: ToWebview): string {
  if (message.type === 'grow') return message.growth.formatted;
  return message.type === 'show' && message.view.outcome.kind === 'response' ? message.view.outcome.body.formatted : '';
}

hostTest('A stream is shown as it comes, and a large body is saved octet for octet and searched to its end', () =>
  withPage(async (page) => {
    await watchStream(page);
    await saveLarge(page);
    await searchLarge(page);
  }),
);

/** Cancelling it keeps what came. */
async function watchStream(page: PageStandIn): Promise<void> {
  let response: ServerResponse | undefined;
  const serve = (answer: ServerResponse): void => {
    response = answer;
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: one\n\n');
  };
  await check(serve, async (sent) => {
    const first = await page.hears((message) => message.type === 'show' && message.underWay === true);
    assert.equal(bodyOf(first), 'data: one\n\n');
    // A page that listens is told what is new, one that loads all of it.
    const more = page.hears((message) => bodyOf(message).includes('data: two'));
    response?.write('data: two\n\n');
    const told = await more;
    assert.equal(bodyOf(told), told.type === 'grow' ? 'data: two\n\n' : 'data: one\n\ndata: two\n\n');
    const closed = new Promise((resolve) => response?.on('close', resolve));
    const last = page.hears((message) => message.type === 'show' && message.underWay !== true);
    page.say({ type: 'cancel' });
    assert.equal(bodyOf(await last), 'data: one\n\ndata: two\n\n');
    await Promise.all([closed, sent]);
  });
}

async function saveLarge(page: PageStandIn): Promise<void> {
  const octets = Buffer.alloc(17_000_000, 'a\0b\0c');
  const serve = (answer: ServerResponse): void => {
    answer.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(octets);
  };
  const folder = await mkdtemp(join(tmpdir(), 'large-answer-'));
  const target = vscode.Uri.file(join(folder, 'saved'));
  const { showSaveDialog } = vscode.window;
  try {
    Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(target) });
    await check(serve, async (sent) => {
      // A page that asks once more is told what was on screen before.
      const shown = await page.hears((message) => sizeOf(message) === octets.length);
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
}

/** What is found stands behind all that the page was given. */
async function searchLarge(page: PageStandIn): Promise<void> {
  const text = `${'filler line\n'.repeat(1_500_000)}the Needle\n`;
  const serve = (answer: ServerResponse): void => {
    answer.writeHead(200, { 'Content-Type': 'text/plain' }).end(text);
  };
  await check(serve, async (sent) => {
    const shown = await page.hears((message) => sizeOf(message) === text.length);
    await sent;
    assert.ok(!bodyOf(shown).includes('Needle'));
    const viewId = shown.type === 'show' ? shown.view.id : '';
    await answering({ input: ['Needle'], pick: [''] }, async () => {
      const opened = until(vscode.window.onDidChangeTextEditorSelection, () => {
        const { activeTextEditor: editor } = vscode.window;
        return editor?.document.lineAt(editor.selection.active).text === 'the Needle' ? editor : undefined;
      });
      page.say({ type: 'searchBody', viewId });
      const editor = await opened;
      assert.ok(editor.document.getText().length < 50_000, 'only what is around it is opened');
    });
  });
}

async function isWhole(path: string, octets: Buffer): Promise<boolean> {
  const saved = await readFile(path).catch(() => Buffer.alloc(0));
  return saved.equals(octets);
}
