import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface MetricsPlace {
  host: string;
  /** Undefined where nobody asked for them; 0 for any that is free. */
  port: number | undefined;
}

export interface MetricsServer {
  /** Where they are: `http://127.0.0.1:9464/metrics`; undefined where nobody asked. */
  url: string | undefined;
  close(): Promise<void>;
}

/**
 * Gives what a program measures to Prometheus, on a port of its own: who may come to the desk need
 * not know how it is.
 * @throws the system's error where the port is taken
 */
export async function serveMetrics(
  { host, port }: MetricsPlace,
  registry: Registry,
): Promise<MetricsServer> {
  if (port === undefined) return { url: undefined, close: async () => {} };
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    try {
      const text = await registry.metrics();
      response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: taken, family } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${address}]` : address;
  return {
    url: `http://${name}:${taken}/metrics`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
