import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as vscode from 'vscode';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import { EnvironmentProblems } from '../../src/extension/problems/environmentProblems';
import { fileReader } from '../../src/extension/ports';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { until } from './until';
import { codes, keepInGit, leaveGit, showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const canary = 'canary-fix-4711';
const request = 'GET https://example.com/{{clientSecret}}\n';

hostTest('“Add to .gitignore” names the private file in its repository, and the warning goes', async () => {
  const files = {
    'a.http': request,
    'http-client.private.env.json': JSON.stringify({ dev: { clientSecret: canary } }),
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': 'dist',
  };
  await inDev('fix-ignore', files, async (folder) => {
    const file = await openFile(folder, 'http-client.private.env.json');
    await pressFix(file, 'private-file-not-ignored', 'Add to .gitignore');
    assert.equal(await read(folder, '.gitignore'), 'dist\nhttp-client.private.env.json\n');
    await gone(file, 'private-file-not-ignored');
  });
});

hostTest('“Move to SecretStorage” takes a secret out of an environment file that git keeps', async () => {
  const files = { 'a.http': request, 'http-client.env.json': `{ "dev": { "clientSecret": "${canary}" } } // ours\n` };
  await inDev('fix-store', files, async (folder) => {
    if (!(await keepInGit(folder, 'http-client.env.json'))) return;
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    const file = await openFile(folder, 'http-client.env.json');
    await readAnew(folder);
    await pressFix(file, 'secret-in-tracked-file', "Move 'clientSecret' to SecretStorage");
    assert.equal(
      await read(folder, 'http-client.env.json'),
      '{ "dev": { "clientSecret": { "provider": "SecretStorage" } } } // ours\n',
    );
    await gone(file, 'secret-in-tracked-file');
    assert.deepEqual(codes(document), []);
    await removeSecret(document);
  });
});

hostTest('A secret of a Postman environment that git keeps is moved, and a .env is kept out of git', async () => {
  const exported = `{\n\t"name": "dev",\n\t"values": [{ "key": "clientSecret", "value": "${canary}", "type": "secret" }]\n}\n`;
  const files = {
    'a.http': request,
    'http-client.env.json': '{ "dev": {} }',
    'dev.postman_environment.json': exported,
    '.env': `API_TOKEN=${canary}\n`,
  };
  await inDev('fix-others', files, async (folder) => {
    if (!(await keepInGit(folder, '.'))) return;
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    const postman = await openFile(folder, 'dev.postman_environment.json');
    const dotenv = await openFile(folder, '.env');
    await readAnew(folder);
    await pressFix(postman, 'secret-in-tracked-file', "Move 'clientSecret' to SecretStorage");
    assert.equal(await read(folder, 'dev.postman_environment.json'), exported.replace(canary, ''));
    assert.match(await read(folder, 'http-client.env.json'), /"clientSecret": \{ "provider": "SecretStorage" \}/);
    await gone(postman, 'secret-in-tracked-file');
    assert.deepEqual(codes(document), []);

    await pressFix(dotenv, 'secret-in-tracked-file', 'Add to .gitignore');
    assert.match(await read(folder, '.gitignore'), /^\.env$/m);
    assert.equal(await read(folder, '.env'), `API_TOKEN=${canary}\n`);
    await removeSecret(document);
  });
});

hostTest(
  'A secret in settings that git keeps is marked at its place, and moved where the setting is ours',
  async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const uri = vscode.Uri.joinPath(root, '.vscode', 'settings.json');
    const before = await vscode.workspace.fs.readFile(uri).then(undefined, () => undefined);
    const values = `{ "dev": { "clientSecret": "${canary}" } }`;
    const text = `{\n  // ours\n  "identityHttp.environmentVariables": ${values},\n  "rest-client.environmentVariables": ${values},\n  "identityHttp.defaultEnvironment": "dev"\n}\n`;
    try {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      await withFiles('fix-settings', { 'a.http': request }, async (folder) => {
        if (!(await keepInGit(root, '.vscode/settings.json'))) return;
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        await readAnew(folder);
        const settings = await vscode.workspace.openTextDocument(uri);
        await pressFix(settings, 'secret-in-tracked-file', "Move 'clientSecret' to SecretStorage");
        const moved = text.replace(`"${canary}"`, '{ "provider": "SecretStorage" }');
        assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), moved);
        // What another extension reads stays, marked.
        const left = await until(vscode.languages.onDidChangeDiagnostics, () => {
          const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Identity HTTP');
          return found.length === 1 ? found : undefined;
        });
        assert.equal(left[0]?.range.start.line, 3);
        await removeSecret(document);
      });
    } finally {
      await leaveGit(root);
      await (before ? vscode.workspace.fs.writeFile(uri, before) : vscode.workspace.fs.delete(uri));
      // Settings follow their file a moment later.
      await until(vscode.workspace.onDidChangeConfiguration, () =>
        vscode.workspace.getConfiguration('identityHttp').inspect('environmentVariables')?.workspaceValue === undefined
          ? true
          : undefined,
      );
    }
  },
);

hostTest('A secret in the settings of a workspace file that git keeps is marked too, and moved', async () => {
  const values = `{ "dev": { "clientSecret": "${canary}" } }`;
  const text = `{\n  "folders": [{ "path": "." }],\n  "settings": {\n    // ours\n    "identityHttp.environmentVariables": ${values},\n    "httpyac.environmentVariables": ${values}\n  }\n}\n`;
  await inDev('fix-workspace', { 'a.http': request, 'all.code-workspace': text }, async (folder) => {
    if (!(await keepInGit(folder, 'all.code-workspace'))) return;
    const document = await openFile(folder, 'a.http');
    const workspace = await openFile(folder, 'all.code-workspace');
    // The window of the test has a folder open and no workspace file, so it is shown as if it had.
    const problems = new EnvironmentProblems();
    try {
      const reader = fileReader(folder);
      const none = await loadEnvironments(reader, folder.path, {});
      const files = { read: reader, toUri: (path: string) => folder.with({ path }), workspaceFolder: undefined };
      await problems.show(none, { ...files, workspaceFile: workspace.uri.path });
      assert.deepEqual(
        vscode.languages.getDiagnostics(workspace.uri).map(({ range }) => range.start.line),
        [4, 5],
      );
      await pressFix(workspace, 'secret-in-tracked-file', "Move 'clientSecret' to SecretStorage");
      const moved = text.replace(`"${canary}"`, '{ "provider": "SecretStorage" }');
      assert.equal(await read(folder, 'all.code-workspace'), moved);
    } finally {
      problems.dispose();
    }
    await removeSecret(document);
  });
});

hostTest('“Define as a secret” writes the name into the private file', async () => {
  const files = {
    'a.http': 'GET https://example.com/{{pin}}\n',
    'http-client.env.json': '{ "dev": {} }',
    'http-client.private.env.json': '{ "dev": {} }',
  };
  await inDev('fix-define', files, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    await pressFix(document, 'undefined-variable', "Define 'pin' in environment 'dev' as a secret");
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.path, vscode.Uri.joinPath(folder, 'http-client.private.env.json').path);
    assert.match(editor?.document.getText() ?? '', /"dev": \{\s*"pin": ""\s*\}/);
    assert.equal(await read(folder, 'http-client.env.json'), '{ "dev": {} }');
  });
});

hostTest('“Save to Environment File” on a capture writes the value, and of a secret only where it is', async () => {
  const text =
    '# @capture populationID = response.body.$.id\n# @capture secret token = response.body.$.access_token\nGET {{base}}/x\n';
  await withServer(async (base) => {
    const files = {
      'a.http': text,
      'http-client.env.json': JSON.stringify({ dev: { base } }),
      'http-client.private.env.json': '{ "dev": {} }',
    };
    await inDev('fix-capture', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const [early] = await answering({}, () => press(document, 0, "Save 'populationID' to Environment File"));
      assert.match(early ?? '', /not captured in this environment yet/);
      await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      const said = await answering({}, async () => {
        await press(document, 0, "Save 'populationID' to Environment File");
        await press(document, 1, "Save 'token' to Environment File");
      });
      assert.ok(said.length === 2 && said.every((one) => one.startsWith('Saved')), said.join('\n'));
      assert.ok(!said.join().includes(canary));
      const written = await read(folder, 'http-client.env.json');
      assert.match(written, /"populationID": "p-1"/);
      const privately = await read(folder, 'http-client.private.env.json').catch(() => '');
      assert.match(written + privately, /"token": \{ "provider": "SecretStorage" \}/);
      assert.ok(!(written + privately).includes(canary));
      await showFile(document.uri);
      await vscode.commands.executeCommand('identityHttp.clearCaptures');
      await vscode.commands.executeCommand('identityHttp.removeSecret', {
        uri: document.uri.toString(),
        environment: 'dev',
        name: 'token',
      });
    });
  });
});

async function inDev(
  name: string,
  files: Readonly<Record<string, string>>,
  use: (folder: vscode.Uri) => Promise<void>,
): Promise<void> {
  await withDefaultEnvironment('dev', () =>
    withFiles(name, files, async (folder) => {
      await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await use(folder);
    }),
  );
}

/** What git keeps became known after the files were read, and nothing in them changed. */
async function readAnew(folder: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, '.gitignore'), new TextEncoder().encode('dist\n'));
}

async function openFile(folder: vscode.Uri, name: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name));
}

/** Waits for the problem and does what its fix does. */
async function pressFix(document: vscode.TextDocument, code: string, title: string): Promise<void> {
  const problem = await until(vscode.languages.onDidChangeDiagnostics, () =>
    vscode.languages
      .getDiagnostics(document.uri)
      .find((one) => (typeof one.code === 'object' ? one.code.value : one.code) === code),
  );
  assert.ok(!problem.message.includes(canary));
  await answering({}, () => press(document, problem.range.start.line, title, problem.range));
}

async function press(
  document: vscode.TextDocument,
  line: number,
  title: string,
  range = new vscode.Range(line, 3, line, 3),
): Promise<void> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
  );
  const action = actions.find((one) => one.title === title);
  assert.ok(action?.command, `there is no '${title}' among ${actions.map((one) => one.title).join(', ')}`);
  await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

async function gone(document: vscode.TextDocument, code: string): Promise<void> {
  await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).includes(code) ? undefined : true));
}

async function removeSecret(document: vscode.TextDocument): Promise<void> {
  const of = { uri: document.uri.toString(), environment: 'dev', name: 'clientSecret' };
  await vscode.commands.executeCommand('identityHttp.removeSecret', of);
}

async function read(folder: vscode.Uri, name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
}

async function withServer(use: (base: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ id: 'p-1', access_token: canary }));
  });
  await listening(server, use);
}
