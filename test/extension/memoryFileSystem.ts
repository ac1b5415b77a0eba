import * as vscode from 'vscode';

/** Files of a file system that VS Code alone knows: path to text, `undefined` for a folder. */
export type MemoryFiles = Map<string, string | undefined>;

/** Serves the files under a scheme during `use`. */
export async function withMemoryFiles(
  files: MemoryFiles,
  use: (home: vscode.Uri) => Promise<void>,
  { readonly = [] }: { readonly readonly?: readonly string[] } = {},
): Promise<void> {
  const scheme = 'identity-http-memory';
  const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const find = (uri: vscode.Uri): string | undefined => {
    if (!files.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    return files.get(uri.path);
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => {
      const text = find(uri);
      const type = text === undefined ? vscode.FileType.Directory : vscode.FileType.File;
      const stat = { type, ctime: 0, mtime: 0, size: text?.length ?? 0 };
      return readonly.includes(uri.path) ? { ...stat, permissions: vscode.FilePermission.Readonly } : stat;
    },
    readDirectory: () => [],
    createDirectory: (uri) => void files.set(uri.path, undefined),
    readFile: (uri) => new TextEncoder().encode(find(uri)),
    writeFile: (uri, content) => void files.set(uri.path, new TextDecoder().decode(content)),
    delete: (uri) => {
      find(uri);
      files.delete(uri.path);
    },
    rename: (from, to, { overwrite }) => {
      if (!overwrite && files.has(to.path)) throw vscode.FileSystemError.FileExists(to);
      files.set(to.path, find(from));
      files.delete(from.path);
    },
  };
  const registration = vscode.workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true });
  try {
    await use(vscode.Uri.from({ scheme, path: '/desk/a.http' }));
  } finally {
    registration.dispose();
    changes.dispose();
  }
}
