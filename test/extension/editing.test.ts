import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ShownBlock } from '../../src/extension/sending/sendTarget';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { hostTest } from './harness';
import { until } from './until';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const environments = JSON.stringify({
  dev: { host: 'https://example.com', clientSecret: 'canary-secret', evil: '[x](command:a) **b** $(bug)' },
  stage: {},
});

const text = `@id = 3f2

### First
# @name first
POST {{host}}/users/{{id}}?q={{clientSecret}}
Content-Type: application/json

{ "a": ["{{evil}}", {{$randomInt 1 2}}] }

### Second
GET {{host}}/{{id}}
`;

hostTest('Completion knows methods, fields, values, variables, directives and files', async () => {
  await withRequest(async (document) => {
    await checkCompletion(document, { at: 'POST', into: 'P', label: 'PATCH' });
    await checkCompletion(document, { at: 'Content-Type', into: 'Cont', label: 'Content-Disposition' });
    await checkCompletion(document, {
      at: 'application/json',
      into: 'app',
      label: 'application/vnd.pingidentity.password.set+json',
    });
    const host = await checkCompletion(document, { at: 'host}}/users', into: 'h', label: 'host' });
    assert.equal(host.detail, 'https://example.com');
    assert.match(markdownOf(host.documentation), /stage/);
    const secret = await checkCompletion(document, { at: 'clientSecret', into: 'c', label: 'clientSecret' });
    assert.doesNotMatch(JSON.stringify(secret), /canary/);
    const random = await checkCompletion(document, { at: '$randomInt', into: '$r', label: '$randomInt' });
    assert.ok(random.insertText instanceof vscode.SnippetString);
    await checkCompletion(document, { at: 'name first', into: 'na', label: 'name' });
  });
});

hostTest('Files of the folder are completed behind an import', async () => {
  await withFiles('paths', { 'a.http': 'import ./\n', 'b.http': 'GET https://a\n', 'c.json': '{}' }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    const list = await complete(document, new vscode.Position(0, 9));
    // No file imports itself.
    assert.deepEqual(list.items.map(labelOf), ['b.http']);
  });
});

hostTest('A hover shows values and their places, addresses and meanings, and no markup of a value', async () => {
  await withRequest(async (document) => {
    assert.match(await hover(document, 'host}}/users'), /https:\/\/example\.com/);
    const target = await hover(document, 'clientSecret');
    assert.match(target, /https:\/\/example\.com\/users\/3f2\?q=••/);
    assert.doesNotMatch(target, /canary/);
    assert.match(await hover(document, 'POST'), /RFC 9110, section/);
    assert.match(await hover(document, 'Content-Type'), /section 8\.3/);
    assert.match(await hover(document, '@name'), /Names the request/);
    assert.match(await hover(document, 'first\nPOST'), /Not sent/);
    assert.match(await hover(document, 'evil'), /` \[x\]\(command:a\) \*\*b\*\* \$\(bug\) `/);
  });
});

hostTest('A hover tells of the name under it, and of a name where it is given', async () => {
  const written = '@base = https://{{host}}/v1\n# @capture made = response.body.$.id\nGET {{base}}/{{nobody}}\n';
  await withFiles('hovers', { 'a.http': written, 'http-client.env.json': environments }, (folder) =>
    withDefaultEnvironment('dev', async () => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const use = await hover(document, 'base}}');
      assert.match(use, /example/);
      assert.doesNotMatch(use, /nobody/);
      assert.match(await hover(document, 'base ='), /example/);
      assert.match(await hover(document, 'made ='), /the answer of this request gives it one/);
    }),
  );
});

hostTest('The arguments of a dynamic variable are told', async () => {
  await withRequest(async (document) => {
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
      'vscode.executeSignatureHelpProvider',
      document.uri,
      positionOf(document, ' 2}}').translate(0, 1),
    );
    assert.equal(help.signatures[0]?.label, '$randomInt from to');
    assert.equal(help.activeParameter, 1);
  });
});

hostTest('Values stand behind placeholders, secrets do not, and a setting takes them away', async () => {
  await withRequest(async (document) => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = async (): Promise<readonly unknown[]> => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      return found.map(({ label }) => label);
    };
    assert.deepEqual(await hints(), [
      'https://example.com',
      '3f2',
      '[x](command:a) **b** $(bug)',
      'https://example.com',
      '3f2',
    ]);
    const settings = vscode.workspace.getConfiguration('identityHttp');
    await settings.update('inlayHints', 'off', vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await hints(), []);
    } finally {
      await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

hostTest('Semantic tokens cover the file', async () => {
  await withRequest(async (document) => {
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentRangeSemanticTokens',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentRangeSemanticTokensLegend',
      document.uri,
    );
    assert.ok(legend.tokenTypes.includes('decorator'));
    assert.deepEqual([...tokens.data.subarray(0, 4)], [0, 1, 2, legend.tokenTypes.indexOf('variable')]);
    assert.equal(tokens.data.length % 5, 0);
  });
});

hostTest('A selection grows through the JSON of a body', async () => {
  await withRequest(async (document) => {
    const [range] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [positionOf(document, 'evil')],
    );
    const steps: string[] = [];
    for (let step = range; step && steps.length < 6; step = step.parent) steps.push(document.getText(step.range));
    assert.ok(steps.includes('{{evil}}'));
    assert.ok(steps.includes('"{{evil}}"'));
    assert.ok(steps.includes('["{{evil}}", {{$randomInt 1 2}}]'));
  });
});

hostTest('An address without secrets is a link, one with a secret is not opened', async () => {
  await withRequest(async (document) => {
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      10,
    );
    const targets = new Map(links.map(({ range, target }) => [document.getText(range), target?.toString(true)]));
    assert.equal(targets.get('{{host}}/{{id}}'), 'https://example.com/3f2');
    assert.match(targets.get('{{host}}/users/{{id}}?q={{clientSecret}}') ?? '', /^command:identityHttp\.explainLink/);
    assert.ok(![...targets.values()].some((target) => target?.includes('canary')));
  });
});

hostTest('Requests of all files are found by name', async () => {
  await withRequest(async ({ uri }) => {
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'Secon',
    );
    const second = found.find(({ name, location }) => name === 'Second' && location.uri.path === uri.path);
    assert.equal(second?.location.range.start.line, 9);
  });
});

hostTest('Requests in the fences of Markdown have lenses, and its prose has none', async () => {
  const markdown = '# Guide\n\nGET https://prose\n\n```http\nGET https://example.com/1\n```\n\n```json\n{}\n```\n';
  await withFiles('fences', { 'a.md': markdown }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.md'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    const send = lenses.filter(({ command }) => command?.command === 'identityHttp.send');
    assert.deepEqual(
      send.map(({ range, command }) => [range.start.line, (command?.arguments?.[1] as ShownBlock | undefined)?.start]),
      [[5, markdown.indexOf('GET https://example.com')]],
    );
  });
});

hostTest('A request in a fence of Markdown is sent, and completion knows the places of its answer', async () => {
  const markdown =
    '# Users\n\n```http\n# @name users\nGET {{apiPath}}/environments/{{envID}}/users?limit=1\nAuthorization: Bearer {{accessToken}}\n```\n';
  const next = '### Again\n# @ref users\nGET {{users.}}\n\n### Users\n# @name users\nGET https://example.com\n';
  await withDefaultEnvironment('Sandbox', () =>
    withFiles('markdown', { 'a.md': markdown, 'b.http': next }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.md'));
      const start = markdown.indexOf('# @name');
      await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), start);
      const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
      const view = await (await extension?.activate())?.lastResponse();
      assert.equal(view?.outcome.kind === 'response' && view.outcome.status, 200);
      const other = await showFile(vscode.Uri.joinPath(folder, 'b.http'));
      const list = await complete(other, new vscode.Position(2, 'GET {{users.'.length));
      assert.ok(list.items.map(labelOf).includes('users.response.body.$._links.self.href'));
    }),
  );
});

hostTest('The schema of environment files is at work in them', async () => {
  const file = '{ "dev": { "host": 1, "$identityHttp": { "color": "pink", "confirms": [] } } }';
  await withFiles('schema', { 'http-client.env.json': file }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'http-client.env.json'));
    const found = await until(vscode.languages.onDidChangeDiagnostics, () => {
      const problems = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source !== 'Identity HTTP');
      return problems.length >= 2 ? problems : undefined;
    });
    assert.deepEqual(found.map(({ range }) => document.getText(range)).toSorted(), ['"confirms"', '"pink"']);
  });
});

async function withRequest(use: (document: vscode.TextDocument) => Promise<void>): Promise<void> {
  await withDefaultEnvironment('dev', () =>
    withFiles('editing', { 'a.http': text, 'http-client.env.json': environments }, async (folder) => {
      await use(await showFile(vscode.Uri.joinPath(folder, 'a.http')));
    }),
  );
}

function positionOf(document: vscode.TextDocument, part: string): vscode.Position {
  const offset = document.getText().indexOf(part);
  assert.ok(offset >= 0, part);
  return document.positionAt(offset);
}

async function complete(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionList> {
  return vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
    undefined,
    mostResolved,
  );
}

/** Of that many the text beside the list is asked for too, as for the one that is looked at. */
const mostResolved = 500;

/** Asks behind `into`, the beginning of `at`, and takes the item of that label. */
async function checkCompletion(
  document: vscode.TextDocument,
  asked: { readonly at: string; readonly into: string; readonly label: string },
): Promise<vscode.CompletionItem> {
  const position = positionOf(document, asked.at).translate(0, asked.into.length);
  const list = await complete(document, position);
  const item = list.items.find((candidate) => labelOf(candidate) === asked.label);
  assert.ok(item, `${asked.label} behind ${asked.into}`);
  return item;
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

async function hover(document: vscode.TextDocument, part: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    positionOf(document, part),
  );
  return hovers.flatMap(({ contents }) => contents.map(markdownOf)).join('\n');
}

function markdownOf(content: vscode.MarkdownString | vscode.MarkedString | undefined): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.value;
}
