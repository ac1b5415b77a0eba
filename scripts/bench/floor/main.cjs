const { request } = require('node:http');
const vscode = require('vscode');

const selector = { language: 'http' };
const start = new vscode.Range(0, 0, 0, 1);
let panel;

/** One provider of each kind that gives a constant, and a send that knows its request beforehand. */
exports.activate = (context) => {
  context.subscriptions.push(
    vscode.languages.registerCompletionItemProvider(selector, { provideCompletionItems: () => [] }, '{'),
    vscode.languages.registerHoverProvider(selector, { provideHover: () => new vscode.Hover('floor') }),
    vscode.languages.registerFoldingRangeProvider(selector, { provideFoldingRanges: () => [] }),
    vscode.languages.registerDocumentSymbolProvider(selector, { provideDocumentSymbols: () => [] }),
    vscode.languages.registerCodeLensProvider(selector, {
      provideCodeLenses: () => [new vscode.CodeLens(start, { title: 'Send', command: 'floor.send' })],
    }),
    vscode.languages.registerDefinitionProvider(selector, { provideDefinition: ({ uri }) => at(uri) }),
    vscode.languages.registerReferenceProvider(selector, { provideReferences: ({ uri }) => [at(uri)] }),
    vscode.languages.registerDocumentHighlightProvider(selector, {
      provideDocumentHighlights: () => [new vscode.DocumentHighlight(start)],
    }),
    vscode.languages.registerSignatureHelpProvider(selector, { provideSignatureHelp: () => undefined }, '('),
    vscode.languages.registerCodeActionsProvider(selector, { provideCodeActions: () => [] }),
    vscode.languages.registerSelectionRangeProvider(selector, {
      provideSelectionRanges: (_document, positions) => positions.map(() => new vscode.SelectionRange(start)),
    }),
    vscode.languages.registerDocumentLinkProvider(selector, { provideDocumentLinks: () => [] }),
    vscode.languages.registerInlayHintsProvider(selector, { provideInlayHints: () => [] }),
    vscode.languages.registerDocumentRangeSemanticTokensProvider(
      selector,
      { provideDocumentRangeSemanticTokens: () => new vscode.SemanticTokens(new Uint32Array()) },
      new vscode.SemanticTokensLegend(['variable'], []),
    ),
    vscode.languages.registerDocumentFormattingEditProvider(selector, { provideDocumentFormattingEdits: () => [] }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: () => [],
    }),
    vscode.languages.registerOnTypeFormattingEditProvider(selector, { provideOnTypeFormattingEdits: () => [] }, '\n'),
    vscode.commands.registerCommand('floor.send', send),
  );
};

function at(uri) {
  return new vscode.Location(uri, start);
}

async function send() {
  const body = await post(`${process.env.BENCH_API}/v1/environments/e/users`);
  panel ??= openPanel();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A webview's takes none.
  await panel.webview.postMessage(JSON.stringify(JSON.parse(body), null, 2));
}

function openPanel() {
  const created = vscode.window.createWebviewPanel(
    'floor',
    'Floor',
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, retainContextWhenHidden: true },
  );
  created.webview.html = `<pre></pre><script>
    addEventListener('message', (event) => { document.querySelector('pre').textContent = event.data.slice(0, 20000); });
  </script>`;
  return created;
}

function post(url) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: { Authorization: 'Bearer x' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(text));
    });
    outgoing.on('error', reject);
    outgoing.end('{}');
  });
}
