import { registerHooks } from 'node:module';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';

/** Runs in the extension host in place of tests: does what BENCH_PLAN says and hands the figures to BENCH_CONTROL. */
export async function run() {
  const plan = JSON.parse(process.env.BENCH_PLAN ?? '{}');
  // The workbench is given time to settle, so that its own start does not blur what follows.
  await pause(2500);
  const result = await { activate, load, send, answers }[plan.kind](plan);
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

/**
 * From a typed character to the answer of each provider, in a long file: a character goes in somewhere, the answer is
 * waited for, and the character is taken out again. The editor is open, so what VS Code asks of its own accord behind
 * every keystroke is under way too.
 */
async function answers({ extension, rounds, questions }) {
  await theExtension(extension).activate();
  const [folder] = vscode.workspace.workspaceFolders;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'long.http'));
  const editor = await vscode.window.showTextDocument(document, { viewColumn: 1, preview: false });
  // Until VS Code has coloured all of the file, which goes on behind its back.
  await pause(10_000);
  const lines = document
    .getText()
    .split('\n')
    .flatMap((line, index) => (line.startsWith('POST ') ? [index] : []));
  const times = {};
  const began = performance.now();
  for (const question of questions) {
    times[question] = [];
    if (performance.now() - began > longestAnswers) continue;
    // The first round is not counted: it loads code.
    const first = performance.now();
    for (let round = 0; round <= rounds && (round < 3 || performance.now() - first < longestQuestion); round += 1) {
      const line = lines[Math.floor((lines.length * ((round * 37) % 101)) / 101)];
      const at = new vscode.Position(line, 'POST {{ho'.length);
      editor.selection = new vscode.Selection(at, at);
      editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
      await pause(settling);
      const typed = new vscode.Position(line + 1, 'Content-Type: application/js'.length);
      const start = performance.now();
      await editor.edit((edit) => edit.insert(typed, 'x'), { undoStopBefore: false, undoStopAfter: false });
      const edited = performance.now();
      if (question !== 'edit') await ask(question, { document, at, typed });
      const end = performance.now();
      if (round > 0) times[question].push({ typed: edited - start, whole: end - start });
      const letter = new vscode.Range(typed, typed.translate(0, 1));
      await editor.edit((edit) => edit.delete(letter), { undoStopBefore: false, undoStopAfter: false });
      await pause(settling);
    }
  }
  return { times };
}

/** For what VS Code asks of its own accord behind the keystroke before. */
const settling = 120;

/** Milliseconds after which no more rounds are begun: a figure that bad needs no more of them. */
const longestQuestion = 7000;

/** Milliseconds for all of them: what is left then has no figure. */
const longestAnswers = 130_000;

/** Asks as another extension would; VS Code hands the question to every provider. */
function ask(question, { document, at, typed }) {
  const { uri } = document;
  const screen = new vscode.Range(Math.max(0, at.line - 20), 0, at.line + 20, 0);
  const options = { tabSize: 2, insertSpaces: true };
  const words = {
    completion: ['vscode.executeCompletionItemProvider', uri, at],
    hover: ['vscode.executeHoverProvider', uri, at],
    definition: ['vscode.executeDefinitionProvider', uri, at],
    references: ['vscode.executeReferenceProvider', uri, at],
    highlights: ['vscode.executeDocumentHighlights', uri, at],
    'signature help': ['vscode.executeSignatureHelpProvider', uri, at],
    'code actions': ['vscode.executeCodeActionProvider', uri, new vscode.Range(typed, typed)],
    symbols: ['vscode.executeDocumentSymbolProvider', uri],
    folding: ['vscode.executeFoldingRangeProvider', uri],
    'selection range': ['vscode.executeSelectionRangeProvider', uri, [at]],
    links: ['vscode.executeLinkProvider', uri],
    'code lenses': ['vscode.executeCodeLensProvider', uri, 0],
    'inlay hints': ['vscode.executeInlayHintProvider', uri, screen],
    'semantic tokens': ['vscode.provideDocumentRangeSemanticTokens', uri, screen],
    'format selection': ['vscode.executeFormatRangeProvider', uri, screen, options],
    'format on type': ['vscode.executeFormatOnTypeProvider', uri, new vscode.Position(at.line + 1, 0), '\n', options],
    'format document': ['vscode.executeFormatDocumentProvider', uri, options],
  }[question];
  return vscode.commands.executeCommand(...words);
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
