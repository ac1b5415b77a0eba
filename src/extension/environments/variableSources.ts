import * as vscode from 'vscode';
import type { EnvironmentSet } from '../../core/environment/environmentSet';
import { withEnvironment } from '../../core/environment/environmentSet';
import { setSecretNames } from '../../core/environment/secrets/isSecretName';
import type { LastGoodFiles } from '../../core/environment/files/lastGoodFiles';
import { isEnvironmentPath, loadEnvironments } from '../../core/environment/files/loadEnvironments';
import { parentFolder } from '../../core/environment/paths';
import { sandboxEnvironment } from '../../core/environment/sandboxEnvironment';
import { environmentSettingNames } from '../../core/environment/files/readEnvironmentSettings';
import { loadSecrets } from '../../core/environment/secrets/storedSecrets';
import type { EnvironmentRules, VariableScope } from '../../core/environment/variable';
import { buildScope } from '../../core/session/buildScope';
import { loadImports } from '../../core/session/loadImports';
import type { LoadedImports } from '../../core/session/loadImports';
import { hasOwnNames } from '../../core/session/buildNotRunLayer';
import { createSession } from '../../core/session/session';
import type { Session, SessionFile } from '../../core/session/session';
import type { RequestFile } from '../../core/syntax/nodes';
import { parseRequestFile } from '../../core/syntax/parseRequestFile';
import { environmentOf } from './environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { EnvironmentProblems } from '../problems/environmentProblems';
import { editorReader, fileReader, folderLister, pathOf, valuePorts } from '../ports';
import { atBoundary } from '../runCommand';
import { sandboxName } from '../../core/environment/sandboxName';
import { secretsOf } from '../secrets/secretValues';

/** Where a request file stands: what decides on environment files and on relative paths. */
export interface FilePlace {
  readonly uri: vscode.Uri;
  readonly folder: string;
  readonly workspaceFolder: string | undefined;
}

/** What placeholders may mean in the files of this window: environments, and the session's answers and captures. */
export class VariableSources implements vscode.Disposable {
  readonly session: Session = createSession();
  readonly #host: Host;
  readonly #problems = new EnvironmentProblems();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable[];
  /** By folder, for as long as no environment file changed. */
  readonly #loaded = new Map<string, Promise<EnvironmentSet>>();
  /** While one edits a file it is often broken; its values stay until it can be read again. */
  readonly #lastGood: LastGoodFiles = new Map();
  #imports = new WeakMap<RequestFile, Promise<LoadedImports>>();
  readonly #importedPaths = new Set<string>();

  /** Fires when a value may have become another one. */
  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    readSecretNames();
    const watcher = vscode.workspace.createFileSystemWatcher(valueFiles);
    const forget = (uri?: vscode.Uri): void => {
      if (!(uri instanceof vscode.Uri) || this.#givesValues(uri)) this.#forget();
    };
    this.#listeners = [
      this.#changed,
      this.#problems,
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      host.sandbox.onDidChange(() => forget()),
      host.context.secrets.onDidChange(({ key }) => {
        if (key.startsWith('secret/')) forget();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => forget()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => forget(document.uri)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(secretNamesSetting)) readSecretNames();
        if ([secretNamesSetting, ...environmentSettingNames].some((name) => event.affectsConfiguration(name))) forget();
      }),
    ];
  }

  /** Names that environment files give, without the built-in one. */
  async environmentNames(place: vscode.Uri | undefined): Promise<readonly string[]> {
    return (await this.environmentChoices(place)).map(({ name }) => name);
  }

  /** As `environmentNames`, with what the files say of each. */
  async environmentChoices(
    place: vscode.Uri | undefined,
  ): Promise<readonly { readonly name: string; readonly rules: EnvironmentRules | undefined }[]> {
    const { names, lookup } = await this.#load(this.placeOf(place));
    return names.filter((name) => name !== sandboxName).map((name) => ({ name, rules: lookup(name)?.rules }));
  }

  /** The files that hold an environment, else all that count for the place. */
  async environmentFiles(place: vscode.Uri, environmentName: string): Promise<readonly vscode.Uri[]> {
    const { files } = await this.#load(this.placeOf(place));
    const holding = files.filter((file) => file.sections.has(environmentName));
    return (holding.length > 0 ? holding : files).map((file) => toUri(place, file.path));
  }

  /** For a send: what the files say now, with the Sandbox in it when that is chosen, started if need be. */
  async environmentsNow(place: FilePlace, environmentName: string | undefined): Promise<EnvironmentSet> {
    return this.#withSandbox(await this.#read(place), environmentName);
  }

  /** What an environment asks of those who send with it. */
  async rulesOf(place: vscode.Uri, environmentName: string): Promise<EnvironmentRules | undefined> {
    if (environmentName === sandboxName) return undefined;
    return (await this.#load(this.placeOf(place))).lookup(environmentName)?.rules;
  }

  /** The environments that hold for a document as they were read last, and the one that is chosen there. */
  async environmentsOf(
    document: vscode.TextDocument,
  ): Promise<{ readonly environments: EnvironmentSet; readonly environmentName: string | undefined }> {
    const { name: environmentName } = await environmentOf(this.#host, document);
    const place = this.placeOf(contextUri(this.#host, document.uri));
    const environments = await this.#withSandbox(await this.#load(place), environmentName);
    return { environments, environmentName };
  }

  /** What a placeholder of that block means now. Nobody is asked, nothing is sent. */
  async scopeAt(document: vscode.TextDocument, blockIndex: number): Promise<VariableScope> {
    return (await this.scopesOf(document))(blockIndex, { exact: true });
  }

  /**
   * Scopes of a whole file. Blocks share one, in which every variable of the file is seen, unless `exact` is asked for
   * or the block has values of its own: for telling what is defined, the place does not matter.
   */
  async scopesOf(
    document: vscode.TextDocument,
  ): Promise<(blockIndex: number, options?: { readonly exact: boolean }) => Promise<VariableScope>> {
    const uri = contextUri(this.#host, document.uri);
    const { name: environmentName } = await environmentOf(this.#host, document);
    const file = (await this.#host.documents()).fileOf(document);
    const { imports } = await this.importsOf(document);
    const place = this.placeOf(uri);
    const environments = await this.#withSandbox(await this.#load(place), environmentName);
    const input = { ...this.sessionFileOf(document, environmentName), file, environments, imports };
    const ports = { ...valuePorts(), projectRoot: place.workspaceFolder ?? place.folder };
    const shared = await buildScope(ports, this.session, { ...input, block: undefined });
    return async (blockIndex, { exact } = { exact: false }) => {
      const block = file.blocks[blockIndex];
      if (!block || (!exact && !hasOwnNames(block))) return shared;
      return buildScope(ports, this.session, { ...input, block });
    };
  }

  /** What names mean at the end of a request file, or in its folder when there is none, in a given environment. */
  async scopeOfPlace(
    { document, uri }: { readonly document: vscode.TextDocument | undefined; readonly uri: vscode.Uri | undefined },
    environmentName: string | undefined,
  ): Promise<{ readonly environments: EnvironmentSet; readonly scope: VariableScope }> {
    const place = this.placeOf(uri && contextUri(this.#host, uri));
    const environments = await this.#withSandbox(await this.#load(place), environmentName);
    if (document) return { environments, scope: await (await this.scopesOf(document))(-1) };
    const { workspaceFolder } = place;
    const input = { file: parseRequestFile(''), block: undefined, environments, environmentName, workspaceFolder };
    return { environments, scope: await buildScope(valuePorts(), this.session, input) };
  }

  /** What a document imports, as it stands in editors and on disk, and what is wrong with that. */
  async importsOf(document: vscode.TextDocument): Promise<LoadedImports> {
    const file = (await this.#host.documents()).fileOf(document);
    // An edited document is another file.
    const known = this.#imports.get(file);
    if (known) return known;
    const { uri, folder, workspaceFolder } = this.placeOf(contextUri(this.#host, document.uri));
    const place = { file, path: pathOf(document.uri), folder, workspaceFolder };
    const loading = loadImports(editorReader(uri), place).then((loaded) => {
      for (const path of loaded.paths) this.#importedPaths.add(path);
      return loaded;
    });
    this.#imports.set(file, loading);
    return loading;
  }

  /** Files without a folder of their own take the first one of the workspace. */
  placeOf(uri: vscode.Uri | undefined): FilePlace {
    const first = vscode.workspace.workspaceFolders?.[0];
    if (!uri || uri.scheme === 'untitled') {
      const home = first?.uri ?? vscode.Uri.file('/');
      return { uri: home, folder: pathOf(home), workspaceFolder: first && pathOf(first.uri) };
    }
    const owner = vscode.workspace.getWorkspaceFolder(uri);
    const path = pathOf(uri);
    return { uri, folder: parentFolder(path) ?? path, workspaceFolder: owner && pathOf(owner.uri) };
  }

  /** The part of the session that a document has; one that was made for a request file goes on with that one's. */
  sessionFileOf(document: vscode.TextDocument, environmentName: string | undefined): SessionFile {
    const uri = contextUri(this.#host, document.uri);
    return {
      environmentName,
      workspaceFolder: this.placeOf(uri).workspaceFolder,
      path: pathOf(document.uri),
      madeFor: uri.toString() === document.uri.toString() ? undefined : pathOf(uri),
    };
  }

  /** Where a path lies that was read for a place. */
  uriOf(place: vscode.Uri, path: string): vscode.Uri {
    return toUri(place, path);
  }

  /** The session has another answer, and maybe captures: what was undefined may have a value now. */
  answered(): void {
    this.#changed.fire();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #load(place: FilePlace): Promise<EnvironmentSet> {
    // Outside of the workspace nobody tells when a file changed.
    if (place.workspaceFolder === undefined) return this.#read(place);
    const known = this.#loaded.get(place.folder);
    if (known) return known;
    const loaded = this.#read(place);
    this.#loaded.set(place.folder, loaded);
    void atBoundary(this.#host, 'environment files', async () => {
      const read = fileReader(place.uri);
      const { workspaceFolder } = place;
      const files = { read, toUri: (path: string) => toUri(place.uri, path), workspaceFolder };
      await this.#problems.show(await loaded, { ...files, workspaceFile: workspaceFileBeside(place.uri) });
    });
    return loaded;
  }

  async #withSandbox(set: EnvironmentSet, environmentName: string | undefined): Promise<EnvironmentSet> {
    if (environmentName !== sandboxName) return set;
    const { environment } = await this.#host.sandbox.running();
    return withEnvironment(set, sandboxEnvironment({ name: sandboxName, ...environment }));
  }

  /** Not above the workspace folder: what lies there was not opened by the person. */
  async #read(place: FilePlace): Promise<EnvironmentSet> {
    const { uri, folder, workspaceFolder } = place;
    const settings = vscode.workspace.getConfiguration(undefined, uri);
    const environments = await loadEnvironments(editorReader(uri), folder, {
      root: workspaceFolder,
      workspaceFolder: workspaceFolder ?? folder,
      listFolder: folderLister(uri),
      settings: environmentSettingNames.map((setting) => ({ setting, value: settings.get<unknown>(setting) })),
      lastGood: this.#lastGood,
    });
    return loadSecrets(environments, secretsOf(this.#host, place));
  }

  #givesValues(uri: vscode.Uri): boolean {
    return isEnvironmentPath(uri.path) || uri.path.endsWith('/.gitignore') || this.#importedPaths.has(pathOf(uri));
  }

  #forget(): void {
    this.#loaded.clear();
    this.#imports = new WeakMap();
    this.#changed.fire();
  }
}

/** One list for the window: a name that is secret in one folder of it is not shown for another. */
function readSecretNames(): void {
  const names = vscode.workspace.getConfiguration().get<unknown>(secretNamesSetting);
  setSecretNames(Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []);
}

const secretNamesSetting = 'identityHttp.secretNames';

/** Files that values come from, request files that others import among them, and what decides whether git takes them. */
const valueFiles = '**/{http-client*.env.json*,.env,.env.*,*.env,*.postman_environment.json,*.http,*.rest,.gitignore}';

/** Where a path of the file system that `place` belongs to lies. */
function toUri(place: vscode.Uri, path: string): vscode.Uri {
  return place.scheme === 'file' || place.scheme === 'untitled' ? vscode.Uri.file(path) : place.with({ path });
}

/** The open `.code-workspace` file, where it is kept in the same file system; one that was never saved is kept nowhere. */
function workspaceFileBeside(place: vscode.Uri): string | undefined {
  const file = vscode.workspace.workspaceFile;
  return file && file.scheme === place.scheme ? pathOf(file) : undefined;
}
