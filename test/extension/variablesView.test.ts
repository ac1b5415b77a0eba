import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { findDescribedVariable } from '../../src/core/language/names/describeVariables';
import { FrontFileTracker } from '../../src/extension/frontFile';
import { createHost } from '../../src/extension/host';
import { loadVariables } from '../../src/extension/variables/loadVariables';
import { newEnvironment } from '../../src/extension/environments/newEnvironment';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { until } from './until';
import { codes, hoverText, showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const requests = '### Read\n# @name read\nGET https://{{host}}/{{page}}\nAuthorization: Bearer {{apiToken}}\n';
const environments = '{\n  // tenants\n  "dev": { "host": "dev.example", /* first */ "page": "one" },\n  "eu": {}\n}\n';
const files = {
  'a.http': requests,
  'b.http': '@page = two\nGET https://{{host}}/{{page}}\n',
  'http-client.env.json': environments,
  'http-client.private.env.json': '{ "dev": { "apiToken": "canary-4711", "host": "private.example" } }\n',
};

hostTest('The Variables view shows every layer, which one wins, and where a variable is used', async () => {
  await withView('view-layers', async (folder) => {
    assert.deepEqual(await viewLines(['group']), [
      'Environment',
      'dev',
      'Variables 3',
      'apiToken •••••••• · dev in http-client.private.env.json',
      'host •••••••• · dev in http-client.private.env.json',
      'page one · dev in http-client.env.json',
    ]);
    const host = await viewLines(['variable', 'uses'], 'host');
    assert.deepEqual(host, [
      'dev in http-client.private.env.json ••••••••',
      'dev in http-client.env.json dev.example · hidden',
      'Used in',
      `${vscode.workspace.asRelativePath(folder)}/a.http:3 Read`,
      `${vscode.workspace.asRelativePath(folder)}/b.http:2`,
    ]);
    assert.ok(!(await wholeView()).includes('canary'), 'no secret is in the view');
  });
});

hostTest('Hover, problems and view follow an environment file that changes on disk within a second', async () => {
  await withView('view-disk', async (folder) => {
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    const start = performance.now();
    await writeFile(join(folder.fsPath, 'http-client.env.json'), '{ "dev": { "host": "x" } }');
    await until(vscode.languages.onDidChangeDiagnostics, () =>
      codes(document).includes('undefined-variable') ? true : undefined,
    );
    assert.ok(!(await viewLines(['group'])).some((line) => line.startsWith('page ')));
    await writeFile(join(folder.fsPath, 'http-client.env.json'), '{ "dev": { "host": "x", "page": "later" } }');
    await until(vscode.languages.onDidChangeDiagnostics, () => (codes(document).length === 0 ? true : undefined));
    assert.ok((await viewLines(['group'])).includes('page later · dev in http-client.env.json'));
    assert.match(await hoverText(document, 24, 2), /later/);
    assert.ok(performance.now() - start < 2000, 'two changes are seen in two seconds');
  });
});

hostTest('A value is edited in its file, and comments stay', async () => {
  await withView('view-edit', async (folder) => {
    await answering({ input: ['two "2"'] }, async () => {
      await vscode.commands.executeCommand('identityHttp.editVariable', { kind: 'variable', name: 'page' });
    });
    assert.equal(await read(folder, 'http-client.env.json'), environments.replace('"one"', '"two \\"2\\""'));
    // The secret is typed into an empty box, and what is left empty keeps it.
    await answering({ input: ['', 'new'] }, async (asked) => {
      for (let count = 0; count < 2; count++) {
        await vscode.commands.executeCommand('identityHttp.editVariable', { kind: 'variable', name: 'apiToken' });
        assert.deepEqual([asked.at(-1)?.password, asked.at(-1)?.value], [true, '']);
        assert.match(await read(folder, 'http-client.private.env.json'), count === 0 ? /canary-4711/ : /"new"/);
      }
    });
  });
});

hostTest('A file that changed while a value was typed is not written over', async () => {
  await withView('view-conflict', async (folder) => {
    const path = join(folder.fsPath, 'http-client.env.json');
    const other = environments.replace('"one"', '"by another program"');
    const onDisk = async (): Promise<string> => {
      await writeFile(path, other);
      return 'typed';
    };
    const messages = await answering({ input: [onDisk] }, async () => {
      await vscode.commands.executeCommand('identityHttp.editVariable', { kind: 'variable', name: 'page' });
    });
    assert.match(messages.join(), /was changed meanwhile/);
    assert.equal(await read(folder, 'http-client.env.json'), other);

    const uri = vscode.Uri.joinPath(folder, 'http-client.env.json');
    const inEditor = async (): Promise<string> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), '// unsaved\n');
      await vscode.workspace.applyEdit(edit);
      return 'typed';
    };
    const more = await answering({ input: [inEditor] }, async () => {
      await vscode.commands.executeCommand('identityHttp.editVariable', { kind: 'variable', name: 'page' });
    });
    assert.match(more.join(), /not saved/);
    assert.equal(await read(folder, 'http-client.env.json'), other);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});

hostTest('A secret is moved from its file to SecretStorage, and the reference is edited there', async () => {
  await withView('view-storage', async (folder) => {
    await answering({}, async () => {
      await vscode.commands.executeCommand('identityHttp.moveToSecretStorage', { kind: 'variable', name: 'apiToken' });
    });
    assert.match(
      await read(folder, 'http-client.private.env.json'),
      /"apiToken": \{ "provider": "SecretStorage" \}, "host"/,
    );
    assert.ok((await viewLines(['group'])).includes('apiToken •••••••• · dev in SecretStorage'));
    assert.equal(await copied('copyVariableValue', 'apiToken', ['Copy']), 'canary-4711');
    await answering({ input: ['other'] }, async (asked) => {
      await vscode.commands.executeCommand('identityHttp.editVariable', { kind: 'variable', name: 'apiToken' });
      assert.equal(asked[0]?.password, true);
    });
    assert.equal(await copied('copyVariableValue', 'apiToken', ['Copy']), 'other');
    const uri = vscode.Uri.joinPath(folder, 'a.http').toString();
    await vscode.commands.executeCommand('identityHttp.removeSecret', { uri, environment: 'dev', name: 'apiToken' });
    await vscode.env.clipboard.writeText('');
  });
});

hostTest('A variable is added, renamed everywhere and deleted', async () => {
  await withView('view-change', async (folder) => {
    await answering({ pick: ['dev'], input: ['zone', 'z'] }, async () => {
      await vscode.commands.executeCommand('identityHttp.addVariable');
    });
    assert.match(await read(folder, 'http-client.env.json'), /"page": "one", "zone": "z" \}/);
    await answering({ input: ['site'] }, async () => {
      await vscode.commands.executeCommand('identityHttp.renameVariable', { kind: 'variable', name: 'host' });
    });
    await vscode.workspace.saveAll();
    assert.match(await read(folder, 'a.http'), /\{\{site\}\}\/\{\{page\}\}/);
    assert.match(await read(folder, 'http-client.private.env.json'), /"site": "private.example"/);
    const messages = await answering({ choice: ['Delete'] }, async () => {
      await vscode.commands.executeCommand('identityHttp.deleteVariable', { kind: 'variable', name: 'zone' });
    });
    assert.match(messages.join(), /Delete 'zone' of dev/);
    assert.match(await read(folder, 'http-client.env.json'), /"page": "one" \}/);
  });
});

hostTest('Captures show their request and time, go to a file, and are cleared', async () => {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/xml');
    response.end('<users><user id="u-1"><accessToken>canary-4711</accessToken></user></users>');
  });
  await listening(server, async (base) => {
    const text = `### Make\n# @name make\n# @capture userID = //user/@id\n# @capture key = //accessToken\nGET ${base}/\n`;
    const own = { 'a.http': text, 'http-client.env.json': '{ "dev": {} } // ours\n' };
    await withDefaultEnvironment('dev', () =>
      withFiles('view-captures', own, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        const captured = await viewLines(['group']);
        assert.match(captured.join('\n'), /^userID u-1 · make.* \d{1,2}:\d\d/m);
        assert.match(captured.join('\n'), /^key •••••••• · make/m);
        assert.ok(!(await wholeView()).includes('canary'), 'no captured secret is in the view');
        await answering({}, async () => {
          const node = { kind: 'capture', name: 'userID', path: document.uri.fsPath };
          await vscode.commands.executeCommand('identityHttp.promoteCapture', node);
        });
        assert.match(await read(folder, 'http-client.env.json'), /"userID": "u-1".*\} \/\/ ours/s);
        await showFile(document.uri);
        await vscode.commands.executeCommand('identityHttp.clearCaptures');
        assert.ok(!(await viewLines(['group'])).some((line) => line.startsWith('key ')));
      }),
    );
  });
});

hostTest('A secret is copied only after a question, everything else at once', async () => {
  await withView('view-copy', async () => {
    assert.equal(await copied('copyVariablePlaceholder', 'page'), '{{page}}');
    assert.equal(await copied('copyVariableValue', 'page'), 'one');
    assert.equal(await copied('copyVariableValue', 'apiToken'), 'before');
    assert.equal(await copied('copyVariableValue', 'apiToken', ['Copy']), 'canary-4711');
    await vscode.env.clipboard.writeText('');
  });
});

hostTest('A new environment is merged into the file, its secrets are ignored by git, and it is chosen', async () => {
  await withView('view-template', async (folder) => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const ignore = vscode.Uri.joinPath(root, '.gitignore');
    const before = await read(root, '.gitignore').catch(() => undefined);
    try {
      const answers = {
        pick: ['PingOne', 'European Union', '{{apiPath}}/environments/…', 'Private file'],
        input: ['pilot', 'env-1', '', 'app-1', 'canary-secret'],
      };
      // A host of its own: what it chooses must not stay chosen for the other tests.
      const host = createHost(contextOfOwn());
      const front = new FrontFileTracker().now();
      await answering(answers, () => newEnvironment(host, front));
      const written = await read(folder, 'http-client.env.json');
      assert.ok(written.startsWith(environments.slice(0, environments.indexOf('"eu"'))), written);
      assert.match(written, /"tld": "eu"/);
      assert.ok(!written.includes('canary'));
      assert.match(
        await read(folder, 'http-client.private.env.json'),
        /"pilot": \{\s+"adminAppSecret": "canary-secret"/,
      );
      assert.match(await read(root, '.gitignore'), /^(?:http-client|\*)\S*private\S*$/m);
      assert.equal(host.environments.nameFor(front.uri), 'pilot');
      const { variables } = (await loadVariables(host, front)).description;
      assert.equal(findDescribedVariable(variables, 'apiPath')?.shownValue, 'https://api.pingone.eu/v1');
      assert.equal(findDescribedVariable(variables, 'adminAppSecret')?.shownValue, '••••••••');

      // A name that is taken is refused while it is typed.
      const again = answering({ pick: ['Empty'], input: ['pilot'] }, () => newEnvironment(host, front));
      await assert.rejects(again, /'pilot' already/);
      assert.equal(await read(folder, 'http-client.env.json'), written);
      for (const one of host.context.subscriptions) one.dispose();
    } finally {
      if (before === undefined) await vscode.workspace.fs.delete(ignore).then(undefined, () => undefined);
      else await vscode.workspace.fs.writeFile(ignore, new TextEncoder().encode(before));
    }
  });
});

/** As much of a context as a host needs, with nothing remembered. */
function contextOfOwn(): vscode.ExtensionContext {
  const stored = new Map<string, unknown>();
  const workspaceState: Pick<vscode.Memento, 'get' | 'update'> = {
    get: <Value>(key: string, otherwise?: Value) => (stored.has(key) ? stored.get(key) : otherwise) as Value, // As VS Code's own.
    update: async (key: string, value: unknown) => {
      stored.set(key, value);
    },
  };
  const secrets = { get: async () => undefined, onDidChange: () => new vscode.Disposable(() => undefined) };
  return { workspaceState, secrets, subscriptions: [] as vscode.Disposable[] } as unknown as vscode.ExtensionContext; // The rest is not used.
}

/** With `dev` chosen and the first request file in front. */
async function withView(name: string, use: (folder: vscode.Uri) => Promise<void>): Promise<void> {
  await withDefaultEnvironment('dev', () =>
    withFiles(name, files, async (folder) => {
      await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await use(folder);
    }),
  );
}

/** Lines of the view as `label description`; with `name`, those below the line of that label. */
async function viewLines(opened: readonly string[], name?: string): Promise<readonly string[]> {
  const provider = await viewProvider();
  const lines: string[] = [];
  const walk = async (node: unknown, isBelow: boolean): Promise<void> => {
    for (const child of (await provider.getChildren(node)) ?? []) {
      const item = await provider.getTreeItem(child);
      const { label } = item;
      const isNamed = label === name;
      if (isBelow) lines.push(`${String(label)} ${String(item.description ?? '')}`.trim());
      const { kind } = child as { readonly kind: string }; // The nodes are plain.
      if (kind === 'group' || (opened.includes(kind) && (isBelow || isNamed))) await walk(child, isBelow || isNamed);
    }
  };
  await walk(undefined, name === undefined);
  return lines;
}

/** What a command leaves in the clipboard. */
async function copied(command: string, name: string, choice: readonly string[] = []): Promise<string> {
  await vscode.env.clipboard.writeText('before');
  await answering({ choice }, async () => {
    await vscode.commands.executeCommand(`identityHttp.${command}`, { kind: 'variable', name });
  });
  return await vscode.env.clipboard.readText();
}

async function wholeView(): Promise<string> {
  const provider = await viewProvider();
  const walk = async (node: unknown): Promise<string> => {
    const children = (await provider.getChildren(node)) ?? [];
    const texts = await Promise.all(
      children.map(async (child) => {
        return JSON.stringify([child, await provider.getTreeItem(child)]) + (await walk(child));
      }),
    );
    return texts.join('\n');
  };
  return walk(undefined);
}

async function viewProvider(): Promise<vscode.TreeDataProvider<unknown>> {
  const extension = vscode.extensions.getExtension<{ variables: vscode.TreeDataProvider<unknown> }>(
    'identity-http.identity-http',
  );
  assert.ok(extension);
  return (await extension.activate()).variables;
}

async function read(folder: vscode.Uri, name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
}
