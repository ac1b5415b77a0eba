import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { answering } from './answering';
import { hostTest } from './harness';
import { until } from './until';
import { codes, hoverText, showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const request = 'GET https://example.com/{{tenantID}}\n';

hostTest('An undefined variable is marked, and the fix defines it in the environment file', async () => {
  const environments = '{\n  // tenants\n  "dev": {\n    "host": "x" // own\n  }\n}\n';
  await withDefaultEnvironment('dev', () =>
    withFiles('problems', { 'a.http': request, 'http-client.env.json': environments }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const problem = await undefinedVariable(document);
      assert.match(problem.message, /tenantID.*dev/);
      assert.equal(document.getText(problem.range), '{{tenantID}}');
      // What is marked is said once.
      assert.equal(await hoverText(document, problem.range.start.character + 3), '');

      await runFix(document, problem.range, "Define 'tenantID' in environment 'dev'");
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.path, vscode.Uri.joinPath(folder, 'http-client.env.json').path);
      assert.equal(
        editor?.document.getText(),
        '{\n  // tenants\n  "dev": {\n    "host": "x", // own\n    "tenantID": ""\n  }\n}\n',
      );
      const cursor = editor?.selection.active;
      assert.deepEqual([cursor?.line, cursor?.character], [4, 17]);

      // What is typed there counts at once, saved or not.
      await vscode.commands.executeCommand('type', { text: 'abc' });
      await until(vscode.languages.onDidChangeDiagnostics, () =>
        codes(document).includes('undefined-variable') || codes(document).includes('empty-variable') ? undefined : true,
      );
    }),
  );
});

hostTest('The fix in the file writes a variable and leaves the cursor in its value', async () => {
  await withDefaultEnvironment('', () =>
    withFiles('problemsInFile', { 'a.http': request }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const problem = await undefinedVariable(document);
      await runFix(document, problem.range, "Define 'tenantID' in this file");
      assert.equal(document.getText(), `@tenantID = \n\n${request}`);
      assert.equal(vscode.window.activeTextEditor?.selection.active.character, '@tenantID = '.length);
    }),
  );
});

hostTest('Completion inside braces offers variables with their origin, and never shows a secret', async () => {
  const files = {
    'a.http': '@here = 1\n\nGET https://example.com/{{\n',
    'http-client.env.json': '{ "dev": { "envID": "visible-value" } }',
    'http-client.private.env.json': '{ "dev": { "clientSecret": "canary-value" } }',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('completion', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(2, 26),
        '{',
      );
      const items = new Map(
        list.items.map((item) => [typeof item.label === 'string' ? item.label : item.label.label, item]),
      );
      for (const name of ['here', 'envID', 'clientSecret', '$timestamp']) assert.ok(items.has(name), name);
      assert.equal(items.get('envID')?.detail, 'visible-value');
      assert.equal(items.get('envID')?.insertText, 'envID}}');
      assert.ok(!JSON.stringify(list).includes('canary-value'));
    }),
  );
});

hostTest('A hover tells value and origin as text', async () => {
  const files = {
    'a.http': 'GET https://example.com/{{page}}/{{clientSecret}}\n',
    'http-client.env.json': '{ "dev": { "page": "[x](command:y) $(zap) <b>", "clientSecret": "canary-value" } }',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('hover', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const plain = await hoverText(document, 27);
      assert.ok(plain.includes('` [x](command:y) $(zap) <b> `'), `a value is code and nothing else: ${plain}`);
      assert.match(plain, /http-client/);
      const secret = await hoverText(document, 36);
      assert.match(secret, /clientSecret/);
      assert.ok(!secret.includes('canary-value'));
      assert.ok(!plain.includes('Reveal'));
      const [, argument] = /\(command:identityHttp\.revealPlaceholder\?([^)]*)\)/.exec(secret) ?? [];
      const [place] = JSON.parse(decodeURIComponent(argument ?? '[]')) as readonly [Record<string, unknown>]; // Written by the hover.
      await answering({ input: ['canary-value'] }, async (asked) => {
        await reveal(place);
        assert.equal(asked[0]?.value, 'canary-value');
      });
      // What stands there by now is not what was asked for.
      const messages = await answering({}, async (asked) => {
        for (const other of [{ ...place, expression: 'page' }, { ...place, offset: 0 }, undefined]) await reveal(other);
        assert.equal(asked.length, 0);
      });
      assert.equal(messages.length, 3);
    }),
  );
});

hostTest('What is wrong with an environment file is shown in it', async () => {
  const files = { 'a.http': 'GET https://example.com/\n', 'http-client.env.json': '{ "dev": 1 }' };
  await withDefaultEnvironment('', () =>
    withFiles('environmentFile', files, async (folder) => {
      await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const uri = vscode.Uri.joinPath(folder, 'http-client.env.json');
      const problem = await until(vscode.languages.onDidChangeDiagnostics, () =>
        vscode.languages.getDiagnostics(uri).find((one) => codeOf(one) === 'environment-not-an-object'),
      );
      assert.equal(problem.range.start.character, 9);
    }),
  );
});

hostTest('An environment that no file has is refused', async () => {
  await withDefaultEnvironment('gone', () =>
    withFiles('gone', { 'a.http': 'GET https://example.invalid/\n' }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
      const before = await (await extension?.activate())?.lastResponse();
      await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      const after = await (await extension?.activate())?.lastResponse();
      assert.equal(after?.id, before?.id);
    }),
  );
});

async function undefinedVariable(document: vscode.TextDocument): Promise<vscode.Diagnostic> {
  return until(vscode.languages.onDidChangeDiagnostics, () =>
    vscode.languages.getDiagnostics(document.uri).find((problem) => codeOf(problem) === 'undefined-variable'),
  );
}

/** The code, which also says where its documentation is. */
function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

async function runFix(document: vscode.TextDocument, range: vscode.Range, title: string): Promise<void> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
  );
  const action = actions.find((candidate) => candidate.title === title);
  assert.ok(action?.command, `there is no '${title}' among ${actions.map((candidate) => candidate.title).join(', ')}`);
  await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

async function reveal(asked: unknown): Promise<void> {
  await vscode.commands.executeCommand('identityHttp.revealPlaceholder', asked);
}
