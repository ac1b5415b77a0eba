import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { until } from './until';
import { keepInGit, showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

hostTest('A body that is no JSON, an unused and a hidden variable are marked and corrected', async () => {
  const text = '@spare = 1\n@host = mine\nPOST https://{{host}}\nContent-Type: application/json\n\n{ "a": 1, }\n';
  const files = { 'a.http': text, 'http-client.env.json': '{ "dev": { "host": "d" } }' };
  await withProblems('mistakes', files, async (document) => {
    const unused = await problemOf(document, 'unused-variable');
    assert.deepEqual(unused.tags, [vscode.DiagnosticTag.Unnecessary]);
    assert.equal(document.getText(unused.range), '@spare = 1');
    const code = unused.code;
    assert.ok(typeof code === 'object');
    assert.equal(code.target.toString(true), 'command:identityHttp.explainProblem?["unused-variable"]');
    assert.equal(document.getText((await problemOf(document, 'shadowed-variable')).range), 'host');

    await applyFix(document, await problemOf(document, 'malformed-json'), 'Remove the comma');
    assert.equal(document.getText(), text.replace('1, }', '1 }'));
    await applyFix(document, await problemOf(document, 'unused-variable'), "Remove 'spare'");
    assert.ok(document.getText().startsWith('@host = mine\n'));
    await gone(document, 'malformed-json');
    await gone(document, 'unused-variable');
  });
});

hostTest(
  'A name that a request of another file captures is told without alarm, and is an error without that file',
  async () => {
    const files = {
      'a.http': 'GET https://example.com/{{elsewhereToken}}\n',
      'login.http': '# @capture elsewhereToken = response.body.$.token\nPOST https://example.com\n',
    };
    await withFiles('captured-elsewhere', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const told = await problemOf(document, 'request-not-sent');
      assert.equal(told.severity, vscode.DiagnosticSeverity.Information);
      assert.match(told.message, /login\.http/);
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'login.http'));
      assert.equal((await problemOf(document, 'undefined-variable')).severity, vscode.DiagnosticSeverity.Error);
    });
  },
);

hostTest('A blank line and a separator are inserted by their fixes', async () => {
  const text = 'POST https://example.com\n{ "a": 1 }\n\nGET https://example.com\n';
  await withProblems('layout', { 'a.http': text }, async (document) => {
    await applyFix(document, await problemOf(document, 'missing-separator'), 'Insert ‘###’');
    const blank = await problemOf(document, 'missing-blank-line');
    const [title] = (await actionsAt(document, blank.range)).map((action) => action.title);
    await applyFix(document, blank, title ?? '');
    assert.equal(document.getText(), 'POST https://example.com\n\n{ "a": 1 }\n\n###\nGET https://example.com\n');
  });
});

hostTest('A secret in clear is moved to the private environment file', async () => {
  const text = 'GET https://example.com\nAuthorization: Bearer abcdef0123456789\n';
  const files = {
    'a.http': text,
    'http-client.private.env.json': '{\n  "dev": { "accessToken": "other" } // mine\n}\n',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('live-secret', files, async (folder) => {
      const isKept = await keepInGit(folder, 'a.http');
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const secret = await until(vscode.languages.onDidChangeDiagnostics, () => {
        const found = findProblem(document, 'secret-in-clear');
        return found && (found.severity === vscode.DiagnosticSeverity.Warning) === isKept ? found : undefined;
      });
      assert.equal(document.getText(secret.range), 'abcdef0123456789');
      assert.ok(!secret.message.includes('abcdef'));
      const move = (await actionsAt(document, secret.range)).find(({ title }) =>
        title.startsWith('Move to the private'),
      );
      assert.ok(move?.command);
      await vscode.commands.executeCommand(move.command.command, ...(move.command.arguments ?? []));
      assert.equal(document.getText(), text.replace('abcdef0123456789', '{{accessToken2}}'));
      const file = vscode.Uri.joinPath(folder, 'http-client.private.env.json');
      assert.match(
        new TextDecoder().decode(await vscode.workspace.fs.readFile(file)),
        /"accessToken2": "abcdef0123456789" \} \/\/ mine/,
      );
      await gone(document, 'secret-in-clear');
      await document.save();
    }),
  );
});

hostTest('Secrets in clear are moved to SecretStorage, and the files refer to them', async () => {
  const text =
    '# mine\n@clientSecret = canary-4711\n\nGET https://example.com/{{clientSecret}}\nAuthorization: Bearer abcdef0123456789\n';
  const environments = '{\n  "dev": { "accessToken": "{{x}}" } // ours\n}\n';
  await withDefaultEnvironment('dev', () =>
    withFiles('live-storage', { 'a.http': text, 'http-client.env.json': environments }, async (folder) => {
      // What no repository holds may hold secrets, and nothing would be told.
      const isKept = await keepInGit(folder, 'a.http');
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const file = vscode.Uri.joinPath(folder, 'http-client.env.json');
      const move = async (value: string): Promise<void> => {
        const secret = await until(vscode.languages.onDidChangeDiagnostics, () => {
          const found = findProblem(document, 'secret-in-clear');
          const isSettled = (found?.severity === vscode.DiagnosticSeverity.Warning) === isKept;
          return found && isSettled && document.getText(found.range) === value ? found : undefined;
        });
        const actions = await actionsAt(document, secret.range);
        const action = actions.find(({ title }) => title.startsWith('Move to Secret'));
        assert.ok(action?.command, actions.map(({ title }) => title).join());
        await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
      };
      await move('canary-4711');
      await until(vscode.workspace.onDidChangeTextDocument, () => !document.getText().includes('canary') || undefined);
      assert.equal(document.getText(), text.replace('@clientSecret = canary-4711\n', ''));
      await move('abcdef0123456789');
      assert.match(document.getText(), /Bearer \{\{accessToken2\}\}\n/);
      const written = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      assert.match(written, /"clientSecret": \{ "provider": "SecretStorage" \}/);
      assert.match(written, /"accessToken2": \{ "provider": "SecretStorage" \} \} \/\/ ours/);
      assert.ok(!/canary|abcdef/.test(written));
      await gone(document, 'secret-in-clear');
      await gone(document, 'undefined-variable');
      for (const name of ['clientSecret', 'accessToken2']) {
        const of = { uri: document.uri.toString(), environment: 'dev', name };
        await vscode.commands.executeCommand('identityHttp.removeSecret', of);
      }
      await document.save();
    }),
  );
});

hostTest('A private environment file that git would take is told, and named in .gitignore', async () => {
  const files = {
    'a.http': 'GET https://example.com\n',
    'http-client.private.env.json': '{ "dev": { "clientSecret": "canary-4711" } }\n',
    '.git/HEAD': 'ref: refs/heads/main\n',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('live-ignore', files, async (folder) => {
      await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const uri = vscode.Uri.joinPath(folder, 'http-client.private.env.json');
      const document = await vscode.workspace.openTextDocument(uri);
      const problem = await problemOf(document, 'private-file-not-ignored');
      assert.ok(!problem.message.includes('canary'));
      const titles = (await actionsAt(document, problem.range)).map(({ title }) => title);
      assert.ok(titles.includes('Add to .gitignore'), titles.join());
      assert.equal(problem.severity, vscode.DiagnosticSeverity.Warning);
    }),
  );
});

hostTest('Requests and values that need each other are marked while one types, with the way round', async () => {
  const files = {
    'a.http': '### one\n# @ref two\nGET https://example.com\n\n### two\nGET https://example.com\n',
    'http-client.env.json': '{ "dev": { "a": "{{b}}", "b": "{{a}}" } }\n',
  };
  await withProblems('cycles', files, async (document, folder) => {
    const environments = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'http-client.env.json'));
    assert.match((await problemOf(environments, 'cyclic-variable')).message, /a → b → a/);
    assert.equal(findProblem(document, 'cyclic-ref'), undefined);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(5, 0), '# @ref one\n');
    await vscode.workspace.applyEdit(edit);
    const cycle = await problemOf(document, 'cyclic-ref');
    assert.match(cycle.message, /one → two → one/);
    assert.equal(document.getText(cycle.range), '@ref two');
    const back = new vscode.WorkspaceEdit();
    back.delete(document.uri, new vscode.Range(5, 0, 6, 0));
    await vscode.workspace.applyEdit(back);
    await gone(document, 'cyclic-ref');
  });
});

hostTest('What no request uses is faded in the environment file on screen, and taken out by its fix', async () => {
  const environments = '{\n  "dev": {\n    "host": "d",\n    "spare": "1",\n    "used": "2"\n  }\n}\n';
  const files = {
    'a.http': 'GET https://{{host}}\n',
    'deep/b.rest': 'GET https://example.com/{{used}}\n',
    'http-client.env.json': environments,
  };
  await withProblems('unused', files, async (request, folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'http-client.env.json'));
    const unused = await problemOf(document, 'unused-variable');
    assert.equal(document.getText(unused.range), 'spare');
    assert.deepEqual(
      [unused.severity, unused.tags],
      [vscode.DiagnosticSeverity.Hint, [vscode.DiagnosticTag.Unnecessary]],
    );
    assert.equal(vscode.languages.getDiagnostics(document.uri).length, 1);
    await applyFix(document, unused, "Remove 'spare' from 'dev'");
    assert.equal(document.getText(), environments.replace('    "spare": "1",\n', ''));
    await gone(document, 'unused-variable');
    // What is typed and not saved counts.
    const edit = new vscode.WorkspaceEdit();
    edit.replace(request.uri, new vscode.Range(0, 0, 0, 20), 'GET https://x.example');
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText((await problemOf(document, 'unused-variable')).range), 'host');
    await request.save();
    await document.save();
  });
});

async function withProblems(
  name: string,
  files: Readonly<Record<string, string>>,
  use: (document: vscode.TextDocument, folder: vscode.Uri) => Promise<void>,
): Promise<void> {
  await withDefaultEnvironment('dev', () =>
    withFiles(`live-${name}`, files, async (folder) =>
      use(await showFile(vscode.Uri.joinPath(folder, 'a.http')), folder),
    ),
  );
}

async function problemOf(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  return until(vscode.languages.onDidChangeDiagnostics, () => findProblem(document, code));
}

async function gone(document: vscode.TextDocument, code: string): Promise<void> {
  await until(vscode.languages.onDidChangeDiagnostics, () => (findProblem(document, code) ? undefined : true));
}

function findProblem(document: vscode.TextDocument, code: string): vscode.Diagnostic | undefined {
  return vscode.languages
    .getDiagnostics(document.uri)
    .find((problem) => typeof problem.code === 'object' && problem.code.value === code);
}

async function actionsAt(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
}

async function applyFix(document: vscode.TextDocument, problem: vscode.Diagnostic, title: string): Promise<void> {
  const actions = await actionsAt(document, problem.range);
  const action = actions.find((candidate) => candidate.title === title);
  assert.ok(action?.edit, `there is no '${title}' among ${actions.map((candidate) => candidate.title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}
