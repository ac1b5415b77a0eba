import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { openPage } from '../lib/page.mjs';
import { inRoot } from '../lib/paths.mjs';
import { remoteUri, startVsCodeServer } from '../lib/runningServer.mjs';

const timeLimit = 180_000;

/**
 * Opens a workspace in a fresh VS Code with one extension, lets `hostDriver.mjs` do the plan in the extension host, and
 * gives what it measured.
 * @param {{ server: { node: string, server: string }, browser: string, api: Awaited<ReturnType<typeof import('./startApi.mjs').startApi>> }} tools
 * @param {{ extensionFolder: string, workspace: string, plan: Record<string, unknown> }} what
 */
export async function measureInHost({ server, browser, api }, { extensionFolder, workspace, plan }) {
  const seen = new Map();
  const control = await startControl(api, seen);
  const env = {
    BENCH_CONTROL: `http://127.0.0.1:${control.port}`,
    BENCH_API: api.origin,
    BENCH_PLAN: JSON.stringify(plan),
  };
  const running = await startVsCodeServer(server, { driver: true, ownHome: true, env });
  const view = await openPage(browser);
  try {
    const ended = new Promise((resolve) => {
      void view.page.exposeFunction('codeAutomationExit', (code) => resolve(code));
    });
    const log = [];
    await view.page.exposeFunction('codeAutomationLog', (type, args) => log.push(`[${type}] ${args.join(' ')}`));
    await view.context.exposeBinding('benchSeen', (_source, id, time) => {
      if (!seen.has(id)) seen.set(id, time);
      control.look();
    });
    await view.context.addInitScript({ path: inRoot('scripts', 'bench', 'watchPage.js') });
    await view.page.goto(running.addressOf(workspace, payload(running.authority, extensionFolder)));
    const failed = ended.then(async (code) => {
      // The result is told before the end; an end without one is a failure.
      await new Promise((resolve) => setTimeout(resolve, 500));
      throw new Error(`The extension host ended with ${code}:\n${log.slice(-20).join('\n')}`);
    });
    failed.catch(() => {});
    return await Promise.race([control.result, failed, tooLate()]);
  } finally {
    await view.browser.close();
    await running.stop();
    control.stop();
  }
}

function payload(authority, extensionFolder) {
  return [
    ['extensionDevelopmentPath', remoteUri(authority, extensionFolder)],
    ['extensionTestsPath', remoteUri(authority, inRoot('scripts', 'bench', 'hostDriver.mjs'))],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
}

/** What the driver in the extension host talks to. */
async function startControl(api, seen) {
  let giveResult;
  const result = new Promise((resolve) => (giveResult = resolve));
  const waiting = new Set();
  const look = () => {
    for (const wait of waiting) if (wait()) waiting.delete(wait);
  };
  api.listeners.add(look);
  const server = createServer(async (request, response) => {
    const asked = JSON.parse(await text(request));
    const reply = (value) => response.end(JSON.stringify(value));
    if (request.url === '/mark') reply({ next: api.requests.length });
    else if (request.url === '/result') {
      giveResult(asked);
      reply({});
    } else {
      waiting.add(() => {
        const came = api.requests.slice(asked.next).find(({ id }) => seen.has(id));
        if (came !== undefined) reply({ received: came.received, visible: seen.get(came.id) });
        return came !== undefined;
      });
      look();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    api.listeners.delete(look);
    server.closeAllConnections();
    server.close();
  };
  return { port: server.address().port, result, look, stop };
}

function tooLate() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`No figures came within ${timeLimit / 1000} seconds.`)), timeLimit).unref();
  });
}
