/**
 * Starts the service: lays the foundation, puts both halves on it, and listens.
 *
 * A request goes: Node's server, `http/front.ts` (name, delays, faults, metrics), hono, the endpoint.
 */
import { getRequestListener } from '@hono/node-server';
import { layFoundation } from './assembly/foundation.ts';
import { assembleGenerative } from './assembly/generative.ts';
import { assemblePlain } from './assembly/plain.ts';
import { faultRoutes } from './faults/routes.ts';
import { createApp } from './http/app.ts';
import { createFront } from './http/front.ts';
import { closeServer, listen } from './http/listen.ts';
import { documentationRoutes } from './http/openapi.ts';
import { createRouteTable } from './http/routeTable.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { DEFAULT_HOST, type ServiceOptions } from './options.ts';
import { truthRoutes } from './truth/routes.ts';
import { VERSION } from './version.ts';

/** A service that answers. */
export interface RunningService {
  /** `http://127.0.0.1:8000`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection and lets go of everything; unfinished tasks stay in a named data folder. */
  close(): Promise<void>;
}

/**
 * Starts the reference service in this process.
 *
 * @example
 * const service = await startService({ port: 0, groundTruth: true });
 * await fetch(`${service.url}/books/7`);
 * await service.close();
 * @throws SettingError for a constant that cannot be; ServiceStartError when it cannot listen or cannot keep its data.
 */
export async function startService(options: ServiceOptions = {}): Promise<RunningService> {
  const { host = DEFAULT_HOST, port = 0, onError = (error) => console.error(error) } = options;
  const foundation = layFoundation(options);
  const { scheduler, metrics, truth, faults } = foundation;
  const halves = [assemblePlain(foundation), assembleGenerative(foundation)];
  const declared = [
    ...halves.flatMap((half) => half.routes),
    ...metricsRoutes(metrics),
    ...(truth ? truthRoutes(truth) : []),
    ...(faults ? faultRoutes(faults) : []),
  ];
  const routes = [...declared, ...documentationRoutes(declared, VERSION)];
  const app = createApp(routes, onError);
  const application = getRequestListener((request, env) => app.fetch(request, env));
  const front = createFront({ application, routeOf: createRouteTable(routes), scheduler, metrics, truth, faults });
  const closeParts = async (): Promise<void> => {
    await Promise.all(halves.map((half) => half.close()));
    foundation.close();
  };
  try {
    const { server, port: actualPort } = await listen(front, port, host);
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
      port: actualPort,
      async close() {
        await closeServer(server);
        await closeParts();
      },
    };
  } catch (error) {
    await closeParts();
    throw error;
  }
}
