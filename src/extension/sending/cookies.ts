import * as vscode from 'vscode';
import type { CookieJar, JarAccess, JarCookie } from '../../core/exchange/cookieJar';
import { withCookies } from '../../core/exchange/cookieJar';
import type { Transport } from '../../core/exchange/exchange';
import { mask } from '../../core/exchange/redaction';
import { cookieJars } from '../../core/session/cookieJars';
import type { CookieJars, CookieStorage, OpenCookieJar } from '../../core/session/cookieJars';
import { environmentOf } from '../environments/environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { folderIdentity } from '../secrets/secretValues';
import type { FilePlace } from '../environments/variableSources';

/** The cookies of this window's folders and environments, kept in SecretStorage. */
export class Cookies {
  readonly #host: Host;
  readonly #jars: CookieJars;

  constructor(host: Host) {
    this.#host = host;
    this.#jars = cookieJars(loadJars, storageOf(host.context));
  }

  /** The transport with the jar of a place, for requests that keep cookies. */
  transportFor(transport: Transport, place: FilePlace, environmentName: string | undefined): Transport {
    return withCookies(transport, this.#jarOf(place, environmentName));
  }

  /** Lists the cookies of the chosen environment, values masked; one of them can be removed. */
  async show(): Promise<void> {
    const chosen = await this.#chosen();
    const cookies = chosen?.jar.list() ?? [];
    if (!chosen || cookies.length === 0) {
      void vscode.window.showInformationMessage(`There are no cookies ${chosen?.where ?? 'here'}.`);
      return;
    }
    const picked = await vscode.window.showQuickPick(
      cookies.map((cookie) => ({ ...describeCookie(cookie), cookie })),
      { title: `Cookies ${chosen.where}`, placeHolder: 'Choose one to remove it', matchOnDescription: true },
    );
    if (!picked) return;
    const question = `Remove the cookie '${picked.cookie.name}' of ${picked.cookie.domain}?`;
    if ((await vscode.window.showWarningMessage(question, { modal: true }, 'Remove')) === 'Remove') {
      chosen.jar.remove(picked.cookie);
    }
  }

  /** Removes all cookies of the chosen environment. */
  async clear(): Promise<void> {
    const chosen = await this.#chosen();
    const count = chosen?.jar.list().length ?? 0;
    chosen?.jar.remove();
    const what = count === 1 ? '1 cookie was removed' : `${count} cookies were removed`;
    void vscode.window.showInformationMessage(
      count === 0 ? `There are no cookies ${chosen?.where ?? 'here'}.` : `${what} ${chosen?.where ?? ''}.`,
    );
  }

  async #chosen(): Promise<{ readonly jar: CookieJar; readonly where: string } | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    const uri = document?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!uri) return undefined;
    const name =
      document?.languageId === 'http'
        ? (await environmentOf(this.#host, document)).name
        : this.#host.environments.nameFor(uri);
    const place = (await this.#host.variables()).placeOf(contextUri(this.#host, uri));
    const where = name === undefined ? 'without an environment' : `of the environment '${name}'`;
    return { jar: await this.#jarOf(place, name).open(), where };
  }

  #jarOf(place: FilePlace, environmentName: string | undefined): JarAccess {
    return this.#jars.jarOf({ workspaceFolder: folderIdentity(place), environmentName });
  }
}

async function loadJars(): Promise<OpenCookieJar> {
  return (await import('../../transport/openCookieJar')).openCookieJar;
}

/**
 * SecretStorage, with a list beside it of the jars that rest in it: its first answer in a window takes half a second,
 * and no send without cookies should wait for that. The list names folders and environments, no cookie.
 */
function storageOf({ secrets, globalState }: vscode.ExtensionContext): CookieStorage {
  const listed = (): readonly string[] => {
    const keys = globalState.get<unknown>(listOfJars);
    return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
  };
  return {
    has: (key) => listed().includes(key),
    get: (key) => secrets.get(key),
    store: async (key, value) => {
      if (!listed().includes(key)) await globalState.update(listOfJars, [...listed(), key]);
      await secrets.store(key, value);
    },
    delete: async (key) => {
      await secrets.delete(key);
      await globalState.update(
        listOfJars,
        listed().filter((one) => one !== key),
      );
    },
  };
}

const listOfJars = 'cookieJars';

function describeCookie({ name, domain, path, expiresAt, isSecure, isHttpOnly }: JarCookie): vscode.QuickPickItem {
  const marks = [isSecure ? 'Secure' : undefined, isHttpOnly ? 'HttpOnly' : undefined];
  const until = expiresAt === undefined ? 'until the server ends it' : `until ${new Date(expiresAt).toLocaleString()}`;
  return {
    label: `${name} = ${mask}`,
    description: `${domain}${path}`,
    detail: [until, ...marks.filter((mark) => mark !== undefined)].join(', '),
  };
}
