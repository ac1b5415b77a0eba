import { fork } from 'node:child_process';
import { inRoot } from '../lib/paths.mjs';
import { atEnd } from '../lib/processes.mjs';

/** Starts the API that answers, and keeps what came and when. */
export async function startApi() {
  const child = fork(inRoot('scripts', 'bench', 'loopbackApi.mjs'));
  const requests = [];
  const listeners = new Set();
  const stop = () => child.kill();
  atEnd(stop);
  const port = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The API of the bench ended with ${code}.`)));
    child.on('message', (message) => {
      if (message.type === 'listening') resolve(message.port);
      else requests.push(message);
      for (const listener of listeners) listener();
    });
  });
  return { origin: `http://127.0.0.1:${port}`, requests, listeners, stop };
}
