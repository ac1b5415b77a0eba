import assert from 'node:assert/strict';
import { writeFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { until } from './until';
import { codes, hoverText, showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

hostTest('Hover and problems follow an environment file that another program changes, within a second', async () => {
  const files = {
    'a.http': 'GET https://example.com/{{page}}/{{later}}\n',
    'http-client.env.json': '{ "dev": { "page": "first" } }',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('changes', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).length > 0 ? true : undefined));
      assert.match(await hoverText(document, 27), /first/);

      // The machine may be busy with something else once, but not three times.
      const times: number[] = [];
      for (const value of ['second', 'third', 'fourth']) {
        const start = performance.now();
        await writeEnvironment(folder, { page: value, later: 'x' });
        await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).length === 0 ? true : undefined));
        times.push(performance.now() - start);
        assert.match(await hoverText(document, 27), new RegExp(value));
        await writeEnvironment(folder, { page: value });
        await problemAppears(document);
      }
      assert.ok(Math.min(...times) < 1000, `it took ${times.map(Math.round).join(', ')} ms`);
    }),
  );
});

hostTest('Every kind of file gives values as soon as it appears, and takes them away when it goes', async () => {
  const text = 'GET https://example.com/{{value}}\n';
  await withDefaultEnvironment('dev', () =>
    withFiles('kinds', { 'a.http': text, 'http-client.env.json': '{ "dev": {} }' }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await problemAppears(document);
      const kinds = {
        '.env': 'value=plain\n',
        '.env.dev': 'value=named\n',
        'dev.env': 'value=named\n',
        'x.postman_environment.json': '{"name": "dev", "values": [{"key": "value", "value": "postman"}]}',
      };
      for (const [name, content] of Object.entries(kinds)) {
        await writeFile(join(folder.fsPath, name), content);
        await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).length === 0 ? true : undefined));
        await rm(join(folder.fsPath, name));
        await problemAppears(document);
      }
    }),
  );
});

hostTest('A file that breaks while it is edited keeps its values, and shows its error', async () => {
  const files = {
    'a.http': 'GET https://example.com/{{value}}\n',
    'http-client.env.json': '{ "dev": { "value": "kept" } }',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('broken', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      assert.match(await hoverText(document, 27), /kept/);
      const uri = vscode.Uri.joinPath(folder, 'http-client.env.json');
      await writeFile(uri.fsPath, '{ "dev": { "value": ');
      const [problem] = await until(vscode.languages.onDidChangeDiagnostics, () => {
        const own = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Identity HTTP');
        return own.length > 0 ? own : undefined;
      });
      assert.match(problem?.message ?? '', /values from before count/);
      assert.match(await hoverText(document, 27), /kept/);
      assert.deepEqual(codes(document), []);
    }),
  );
});

hostTest('Settings of this and of other extensions give environments', async () => {
  const settings = vscode.workspace.getConfiguration();
  const name = 'identityHttp.environmentVariables';
  await withDefaultEnvironment('dev', () =>
    withFiles('settings', { 'a.http': 'GET https://example.com/{{value}}\n' }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await problemAppears(document);
      await settings.update(name, { dev: { value: 'from settings' } }, vscode.ConfigurationTarget.Workspace);
      try {
        await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).length === 0 ? true : undefined));
        assert.match(await hoverText(document, 27), /from settings/);
      } finally {
        await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
      }
      await problemAppears(document);
      // Nobody has registered this one, so it can only be written as a file.
      const folderUri = vscode.workspace.workspaceFolders?.[0]?.uri;
      assert.ok(folderUri);
      const path = join(folderUri.fsPath, '.vscode', 'settings.json');
      const before = await readText(path);
      await mkdir(join(folderUri.fsPath, '.vscode'), { recursive: true });
      const known = JSON.parse(before ?? '{}') as Record<string, unknown>; // Written by VS Code itself.
      const whole = { ...known, 'rest-client.environmentVariables': { $shared: { value: 'of another' } } };
      await writeFile(path, JSON.stringify(whole));
      try {
        await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).length === 0 ? true : undefined));
        assert.match(await hoverText(document, 27), /of another/);
      } finally {
        await writeFile(path, before ?? '{}');
      }
      await problemAppears(document);
    }),
  );
});

hostTest('A file pins its environment, and says when it pins two, or one that there is not', async () => {
  const files = {
    'a.http': '# @env staging\nGET https://example.com/{{value}}\n',
    'b.http': '# @env staging\n# @env dev\nGET https://example.com/{{value}}\n',
    'c.http': '# @env stagin\nGET https://example.com/{{value}}\n',
    'http-client.env.json': '{ "dev": {}, "staging": { "value": "pinned" } }',
  };
  await withDefaultEnvironment('dev', () =>
    withFiles('pinned', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      assert.match(await hoverText(document, 27, 1), /pinned/);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        10,
      );
      assert.ok(lenses.some(({ command }) => command?.title.includes('staging')));
      const conflicting = await showFile(vscode.Uri.joinPath(folder, 'b.http'));
      await until(vscode.languages.onDidChangeDiagnostics, () =>
        codes(conflicting).includes('conflicting-environments') ? true : undefined,
      );
      const misspelled = await showFile(vscode.Uri.joinPath(folder, 'c.http'));
      await until(vscode.languages.onDidChangeDiagnostics, () =>
        codes(misspelled).join() === 'unknown-environment' ? true : undefined,
      );
      const [fix] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        misspelled.uri,
        new vscode.Range(0, 9, 0, 9),
      );
      assert.equal(fix?.title, "Change to 'staging'");
      assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
      await until(vscode.languages.onDidChangeDiagnostics, () => (codes(misspelled).length === 0 ? true : undefined));
    }),
  );
});

hostTest('A variable of an imported file follows that file', async () => {
  const files = { 'a.http': 'import b.http\n\nGET https://example.com/{{value}}\n', 'b.http': '@value = one\n' };
  await withDefaultEnvironment('', () =>
    withFiles('imports', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      assert.match(await hoverText(document, 27, 2), /one/);
      await writeFile(join(folder.fsPath, 'b.http'), '@other = two\n');
      await problemAppears(document);
      await rm(join(folder.fsPath, 'b.http'));
      await until(vscode.languages.onDidChangeDiagnostics, () =>
        codes(document).includes('import-not-read') ? true : undefined,
      );
    }),
  );
});

/** As another program would, past the editor. */
async function writeEnvironment(folder: vscode.Uri, dev: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(join(folder.fsPath, 'http-client.env.json'), JSON.stringify({ dev }));
}

async function problemAppears(document: vscode.TextDocument): Promise<void> {
  await until(vscode.languages.onDidChangeDiagnostics, () =>
    codes(document).includes('undefined-variable') ? true : undefined,
  );
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(path)));
  } catch {
    return undefined;
  }
}
