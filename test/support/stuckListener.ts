import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** A port where a connection is neither taken nor refused. */
export interface StuckListener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens in a thread that sleeps, and fills the queue of connections nobody takes: the next one waits for its TCP. */
export async function openStuckListener(): Promise<StuckListener> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(script, { eval: true, workerData: flag });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const queued: Socket[] = [];
  for (;;) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    queued.push(socket);
    const isTaken = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      setTimeout(resolve, probeTime, false);
    });
    if (!isTaken) break;
  }
  return {
    port,
    close: async () => {
      for (const socket of queued) socket.destroy();
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      await ended;
    },
  };
}

/** Milliseconds after which a connection to this machine is taken for one that waits. */
const probeTime = 400;

const script = `
const { workerData, parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => {
    Atomics.wait(workerData, 0, 0);
    process.exit();
  });
});
`;
