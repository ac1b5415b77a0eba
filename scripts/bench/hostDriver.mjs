import { registerHooks } from 'node:module';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';

/** Runs in the extension host in place of tests: does what BENCH_PLAN says and hands the figures to BENCH_CONTROL. */
export async function run() {
  const plan = JSON.parse(process.env.BENCH_PLAN ?? '{}');
  // The workbench is given time to settle, so that its own start does not blur what follows.
  await pause(2500);
  const result = await { activate, load, send }[plan.kind](plan);
  await tell('result', { ...result, vsCode: vscode.version, node: process.version });
}

async function activate({ extension }) {
  const found = theExtension(extension);
  const start = performance.now();
  await found.activate();
  return { milliseconds: performance.now() - start };
}

/** Which files the activation reads as modules. In a host of its own, for the watching takes time. */
async function load({ extension }) {
  const found = theExtension(extension);
  const files = new Set();
  registerHooks({
    load: (url, context, next) => {
      if (url.startsWith('file:')) files.add(fileURLToPath(url.split('?')[0]));
      return next(url, context);
    },
  });
  await found.activate();
  const own = [...files].filter((file) => file.startsWith(found.extensionPath));
  return {
    files: own.map((file) => ({ file: file.slice(found.extensionPath.length + 1), size: statSync(file).size })),
  };
}

async function send({ command, sends }) {
  const [folder] = vscode.workspace.workspaceFolders;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'send.http'));
  const line = document
    .getText()
    .split('\n')
    .findIndex((text) => text.startsWith('POST '));
  const times = [];
  for (let n = 0; n < sends; n += 1) {
    const editor = await vscode.window.showTextDocument(document, { viewColumn: 1, preview: false });
    editor.selection = new vscode.Selection(line, 4, line, 4);
    await pause(400);
    const { next } = await tell('mark', {});
    const begin = performance.timeOrigin + performance.now();
    void vscode.commands.executeCommand(command);
    const { received, visible } = await tell('seen', { next });
    times.push({ received: received - begin, visible: visible - begin });
  }
  return { times };
}

/** The extension, which must not be active yet: else nothing would be measured. */
function theExtension(id) {
  const found = vscode.extensions.getExtension(id);
  if (found === undefined) throw new Error(`${id} is not there.`);
  if (found.isActive) throw new Error(`${id} is already active.`);
  return found;
}

async function tell(path, body) {
  const response = await fetch(`${process.env.BENCH_CONTROL}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return await response.json();
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
