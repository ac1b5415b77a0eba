import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { until } from './until';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const text = `# Users of {{host}}

POST https://prose.example

\`\`\`http
GET {{host}}/users/{{missing}}
Accept: application/json
\`\`\`

More prose.

\`\`\`http
GET {{host}}/groups
\`\`\`
`;

hostTest('Completion and hover are at work in the fences of Markdown, and not in its prose', async () => {
  await withMarkdown(async (document) => {
    const inFence = await complete(document, 'GET {{host}}/users', 'GET {{'.length);
    assert.equal(inFence.find(({ label }) => label === 'host')?.detail, 'https://example.com');
    const headers = await complete(document, 'Accept: app', 'Acc'.length);
    assert.ok(headers.some(({ label }) => label === 'Accept-Encoding'));
    const inProse = await complete(document, '{{host}}\n\nPOST', 2);
    assert.ok(!inProse.some(({ detail }) => detail === 'https://example.com'));
    const methods = await complete(document, 'POST https://prose', 1);
    assert.ok(!methods.some(({ label, kind }) => label === 'PATCH' && kind === vscode.CompletionItemKind.Keyword));

    assert.match(await hover(document, 'host}}/users'), /https:\/\/example\.com/);
    assert.match(await hover(document, 'Accept'), /RFC 9110/);
    assert.equal(await hover(document, 'POST'), '');
    assert.equal(await hover(document, 'host}}\n\nPOST'), '');
  });
});

hostTest('Problems in the fences of Markdown are told without alarm, with fixes that have a place', async () => {
  await withMarkdown(async (document) => {
    const problem = await until(vscode.languages.onDidChangeDiagnostics, () =>
      own(document).find(({ message }) => message.includes("'missing'")),
    );
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Information);
    assert.equal(document.getText(problem.range), '{{missing}}');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
    );
    const titles = actions.map(({ title }) => title).filter((title) => title.startsWith('Define'));
    assert.deepEqual(titles, [
      "Define 'missing' in environment 'dev'",
      "Define 'missing' in environment 'dev' as a secret",
    ]);

    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, problem.range, '1');
    await vscode.workspace.applyEdit(edit);
    await until(vscode.languages.onDidChangeDiagnostics, () => (own(document).length === 0 ? true : undefined));
  });
});

hostTest('A fence that is opened later brings the problems in', async () => {
  await withFiles('markdown-later', { 'a.md': 'Prose\n' }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.md'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), '\n```http\nGET https://{{nowhere}}\n```\n');
    await vscode.workspace.applyEdit(edit);
    await until(vscode.languages.onDidChangeDiagnostics, () =>
      own(document).find(({ message }) => message.includes('nowhere')),
    );
    await document.save();
  });
});

async function withMarkdown(use: (document: vscode.TextDocument) => Promise<void>): Promise<void> {
  const environments = '{ "dev": { "host": "https://example.com" } }';
  await withDefaultEnvironment('dev', () =>
    withFiles('markdown-language', { 'a.md': text, 'http-client.env.json': environments }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.md'));
      await use(document);
      await document.save();
    }),
  );
}

function own(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Identity HTTP');
}

/** Asks `into` characters behind the beginning of `part`. */
async function complete(
  document: vscode.TextDocument,
  part: string,
  into: number,
): Promise<readonly vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    positionOf(document, part, into),
  );
  return items.map((item) => (typeof item.label === 'string' ? item : { ...item, label: item.label.label }));
}

async function hover(document: vscode.TextDocument, part: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    positionOf(document, part, 1),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

function positionOf(document: vscode.TextDocument, part: string, into: number): vscode.Position {
  const offset = document.getText().indexOf(part);
  assert.ok(offset >= 0, part);
  return document.positionAt(offset + into);
}
