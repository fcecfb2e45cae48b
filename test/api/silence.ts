import net, { type Socket } from 'node:net';
import { freePort } from '../../local/ports';

/** A way to a server that can fall silent: connections stay, and nothing comes through any more. */
export interface SilentWay {
  port: number;
  silence: () => void;
  stop: () => Promise<void>;
}

export async function wayTo(host: string, port: number): Promise<SilentWay> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = net.createServer((near) => {
    const far = net.connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (isSilent || to.write(chunk)));
      from.on('error', () => from.destroy());
      from.on('close', () => to.destroy());
    }
  });
  const own = await freePort();
  await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
  return {
    port: own,
    silence() {
      isSilent = true;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
