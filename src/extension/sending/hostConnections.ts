import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SendingDefaults } from '../../core/request/resolveOptions';
import { readBodyComments } from '../../core/syntax/body/bodyComments';
import type { HostConnections, ProxySettings } from '../../transport/connectionOptions';
import { readExceptions } from './certificateExceptions';
import type { Host } from '../host';
import { hostAdvice } from '../hostAdvice';

/** What settings and the process say of connections now; a changed setting counts for the next request. */
export async function hostConnections(host: Host): Promise<HostConnections> {
  const settings = vscode.workspace.getConfiguration('identityHttp');
  const seconds = settings.get<unknown>('connectionTimeout');
  return {
    proxies: proxySettings(),
    unverifiedHosts: readExceptions(host.context.globalState),
    adviseAllowing: hostAdvice.allowHost,
    certificateAuthorities: await readAuthorities(host, settings.get<unknown>('certificateAuthorities')),
    trustsSystem: settings.get<unknown>('systemCertificates') !== false,
    ...(typeof seconds === 'number' && seconds > 0 && { connectTimeoutMilliseconds: Math.round(seconds * 1000) }),
  };
}

/** For a request whose file and environment say nothing. */
export function sendingDefaults(host: Host, uri: vscode.Uri): SendingDefaults {
  const settings = vscode.workspace.getConfiguration('identityHttp', uri);
  const version = settings.get<unknown>('httpVersion');
  return {
    followsRedirects: settings.get<unknown>('followRedirects') !== false,
    httpVersion: version === '1.1' || version === '2' ? version : undefined,
    keepsCookies: settings.get<unknown>('cookies') !== false,
    encodesTarget: settings.get<unknown>('autoEncoding') !== false,
    unverifiedHosts: readExceptions(host.context.globalState),
    bodyComments: readBodyComments(settings.get<unknown>('bodyComments')),
  };
}

/** Milliseconds of a setting in seconds; what is no number is the default of the transport. */
export function readTimeout(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 ? Math.round(seconds * 1000) : undefined;
}

/** `identityHttp.proxy`, else the editor's own, else the variables of the process. */
function proxySettings(): ProxySettings | undefined {
  const own = textOf(vscode.workspace.getConfiguration('identityHttp').get<unknown>('proxy'));
  if (own === 'direct') return undefined;
  const http = vscode.workspace.getConfiguration('http');
  const noProxy = http.get<unknown>('noProxy');
  const common = {
    noProxy: Array.isArray(noProxy) ? noProxy.filter((entry) => typeof entry === 'string') : [],
    verifiesProxy: http.get<unknown>('proxyStrictSSL') !== false,
    readVariable: (name: string) => process.env[name],
  };
  const authorization = textOf(http.get<unknown>('proxyAuthorization'));
  if (own !== '') return { ...common, url: own, urlSource: 'identityHttp.proxy', authorization };
  if (http.get<unknown>('proxySupport') === 'off') return undefined;
  return { ...common, url: textOf(http.get<unknown>('proxy')), urlSource: 'http.proxy', authorization };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

const read = new Map<string, Promise<string | undefined>>();

/** Each file is read once a window; one that cannot be read is said once, and the others count. */
async function readAuthorities(host: Host, paths: unknown): Promise<readonly string[]> {
  if (!Array.isArray(paths)) return [];
  const texts = await Promise.all(
    paths
      .filter((path): path is string => typeof path === 'string' && path !== '')
      .map((path) => {
        const known = read.get(path) ?? readAuthority(host, path);
        read.set(path, known);
        return known;
      }),
  );
  return texts.filter((text) => text !== undefined);
}

async function readAuthority(host: Host, path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch {
    // Said below, as one that holds something else.
  }
  const message = `'${path}' of the setting identityHttp.certificateAuthorities is no file of certificates in PEM, so it is not trusted.`;
  host.log.info(message);
  void vscode.window.showWarningMessage(message);
  return undefined;
}

/** Octets of a setting in megabytes; what is no number is the default of the transport. */
export function megabytesOf(name: 'memoryLimit' | 'sizeLimit'): number | undefined {
  const amount = vscode.workspace.getConfiguration('identityHttp.response').get<unknown>(name);
  return typeof amount === 'number' && amount >= 0 ? Math.round(amount * 1024 * 1024) : undefined;
}
