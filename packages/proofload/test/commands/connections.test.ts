/** How a suite says what its connections are, through the command. */
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string): string => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('2ms'), tasks: { home: ({ http }) => http.get('/', { expect: 200 }) } });
export default defineSuite({
  name: 'shop',
  target: ${target},
  healthCheck: '/health',
  users: [reader],
  load: { users: 3, iterations: 5 },
  requirements: { '*': { errors: '<1%' } },
});
`;

/** The statuses that the run of a suite counted. */
async function statusesOf(target: string): Promise<unknown> {
  const place = await workplace();
  const file = await place.write('shop.perf.ts', suite(target));
  await place.run(['run', file, '--headless']);
  const { operations } = await place.record();
  return operations[0]?.status;
}

describe('the connections of a target', () => {
  it('are shared by all virtual users when the suite says so', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      if (request.url === '/') ports.add(request.socket.remotePort);
      response.end();
    });
    const statuses = await statusesOf(`{ url: '${url}', connections: 'shared', maxConnections: 1 }`);
    expect(statuses).toEqual({ 200: 15 });
    expect(ports.size).toBe(1);
  });

  it('speak HTTP/2 when the suite says so, the health check too', async () => {
    const paths: unknown[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const statuses = await statusesOf(`{ url: 'http://127.0.0.1:${port}', http2: 'h2c' }`);
    expect(statuses).toEqual({ 200: 15 });
    expect(paths[0]).toBe('/health');
  });
});
