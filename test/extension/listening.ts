import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Has a server listen on a free loopback port for the time of `use`. */
export async function listening(server: Server, use: (base: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo; // It listens on TCP.
    await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
