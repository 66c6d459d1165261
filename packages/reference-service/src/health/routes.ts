/** Probes: is the process there, and does its database answer. */
import { type Route, route } from '../http/route.ts';
import type { Database } from '../storage/database.ts';

const subject = 'health';

export interface HealthParts {
  readonly database: Database;
  readonly version: string;
}

export function healthRoutes({ database, version }: HealthParts): readonly Route[] {
  const startedAt = Date.now();
  const probe = database.prepare<{ one: number }>('SELECT 1 AS one');
  const size = database.prepare<{ bytes: number }>(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  );
  return [
    route({
      method: 'GET',
      path: '/',
      subject,
      summary: 'What this is',
      answers: { 200: 'Name, version and where the documentation is.' },
      handle: ({ c }) => c.json({ name: 'proofload-reference-service', version, docs: '/docs' }),
    }),
    route({
      method: 'GET',
      path: '/health',
      subject,
      summary: 'Whether the process answers; injected faults spare it',
      answers: { 200: 'It does.' },
      handle: ({ c }) => c.json({ status: 'ok' }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/health/',
      subject,
      summary: 'Whether the service is well, and since when it runs',
      answers: { 200: 'It is.' },
      handle: ({ c }) =>
        c.json({ status: 'healthy', version, uptimeSeconds: Math.round((Date.now() - startedAt) / 1000) }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/health/database',
      subject,
      summary: 'Whether the database answers, asked for real',
      answers: { 200: 'It does: how long it took and how large it is.' },
      handle: ({ c }) => {
        const askedMs = performance.now();
        const ok = probe.get()?.one === 1;
        const latencyMs = performance.now() - askedMs;
        return c.json({ status: ok ? 'healthy' : 'unhealthy', latencyMs, bytes: size.get()?.bytes ?? 0 });
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/health/ping',
      subject,
      summary: 'The least that can be answered',
      answers: { 200: 'pong' },
      handle: ({ c }) => c.json({ ping: 'pong' }),
    }),
  ];
}
