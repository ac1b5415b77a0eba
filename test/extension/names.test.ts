import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const files = {
  'a.http':
    '### One\n# @name one\nGET https://{{host}}/{{host}}\n\n### Two\nGET https://{{host}}/{{one.response.body.$.id}}\n',
  'deep/b.http': 'GET https://{{host}}\n',
  'own.http': '@host = mine\nGET https://{{host}}\n',
  'http-client.env.json':
    '{\n  // the host\n  "dev": { "host": "d" },\n  "prod": { "host": "p", "url": "{{host}}" }\n}\n',
  'http-client.private.env.json': '{ "dev": { "host": "secret" } }\n',
};

hostTest('The definition of a variable is its keys in the environment files, that of a request its name', async () => {
  await withNames('definition', async (document) => {
    const places = await definitions(document, new vscode.Position(2, 16));
    assert.deepEqual(places.map(show).sort(), [
      'http-client.env.json:3 host',
      'http-client.env.json:4 host',
      'http-client.private.env.json:1 host',
    ]);
    assert.deepEqual((await definitions(document, new vscode.Position(5, 24))).map(show), ['a.http:2 one']);
  });
});

hostTest('The definition of a path is the file', async () => {
  const written = { 'a.http': 'import ./b.http\n\nPOST https://a\n\n< ./no.json\n', 'b.http': 'GET https://b\n' };
  await withFiles('paths', written, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    const [place, ...others] = await definitions(document, new vscode.Position(0, 10));
    assert.match(place?.uri.path ?? '', /\/b\.http$/);
    assert.deepEqual(others, []);
    assert.deepEqual(await definitions(document, new vscode.Position(4, 5)), []);
  });
});

hostTest('References and highlights are all places of the name', async () => {
  await withNames('references', async (document) => {
    const position = new vscode.Position(2, 16);
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      position,
    );
    assert.deepEqual(places.map(show).sort(), [
      'a.http:3 host',
      'a.http:3 host',
      'a.http:6 host',
      'b.http:1 host',
      'http-client.env.json:3 host',
      'http-client.env.json:4 host',
      'http-client.env.json:4 host',
      'http-client.private.env.json:1 host',
    ]);
    const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      position,
    );
    assert.deepEqual(
      highlights.map(({ range }) => range.start.line),
      [2, 2, 5],
    );
  });
});

hostTest('A rename is one edit of all files, and comments stay', async () => {
  await withNames('rename', async (document, folder) => {
    const edit = await rename(document, new vscode.Position(2, 16), 'base');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const text = async (name: string): Promise<string> =>
      (await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name))).getText();
    assert.equal(await text('a.http'), files['a.http'].replaceAll('host', 'base'));
    assert.equal(await text('deep/b.http'), 'GET https://{{base}}\n');
    assert.equal(await text('own.http'), files['own.http']);
    assert.equal(
      await text('http-client.env.json'),
      '{\n  // the host\n  "dev": { "base": "d" },\n  "prod": { "base": "p", "url": "{{base}}" }\n}\n',
    );
    assert.equal(await text('http-client.private.env.json'), '{ "dev": { "base": "secret" } }\n');
    await vscode.workspace.saveAll();
  });
});

hostTest('A rename starts from an environment file as well', async () => {
  await withNames('renameKey', async (_, folder) => {
    const environments = await showFile(vscode.Uri.joinPath(folder, 'http-client.env.json'));
    const edit = await rename(environments, new vscode.Position(2, 13), 'base');
    assert.deepEqual(
      edit
        .entries()
        .map(([uri]) => uri.path.split('/').at(-1))
        .sort(),
      ['a.http', 'b.http', 'http-client.env.json', 'http-client.private.env.json'],
    );
  });
});

hostTest('A rename that cannot be is refused with a reason', async () => {
  await withNames('refusals', async (document) => {
    await assert.rejects(rename(document, new vscode.Position(2, 16), 'url'), /'url' is a name already/);
    await assert.rejects(rename(document, new vscode.Position(2, 16), 'a b'), /is not a name for a variable/);
    const prepared = async (): Promise<unknown> =>
      vscode.commands.executeCommand('vscode.prepareRename', document.uri, new vscode.Position(2, 6));
    await assert.rejects(prepared, /Put the cursor/);
  });
});

async function withNames(
  name: string,
  use: (document: vscode.TextDocument, folder: vscode.Uri) => Promise<void>,
): Promise<void> {
  await withDefaultEnvironment('dev', () =>
    withFiles(`names-${name}`, files, async (folder) =>
      use(await showFile(vscode.Uri.joinPath(folder, 'a.http')), folder),
    ),
  );
}

async function definitions(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Location[]> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    position,
  );
  return found.map((place) => ('uri' in place ? place : new vscode.Location(place.targetUri, place.targetRange)));
}

async function rename(
  document: vscode.TextDocument,
  position: vscode.Position,
  newName: string,
): Promise<vscode.WorkspaceEdit> {
  return vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, newName);
}

/** File, line and the characters at a place; the document is open, because somebody has looked it up. */
function show({ uri, range }: vscode.Location): string {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  return `${uri.path.split('/').at(-1)}:${range.start.line + 1} ${document?.getText(range)}`;
}
