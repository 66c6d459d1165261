/** `/metrics` for Prometheus. */
import { type Route, route } from '../http/route.ts';
import type { Metrics } from './metrics.ts';

export function metricsRoutes(metrics: Metrics): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/metrics',
      subject: 'metrics',
      summary: "The service's own metrics in Prometheus' text format",
      answers: { 200: 'Text.' },
      handle: async ({ c }) => {
        const { body, contentType } = await metrics.text();
        return c.body(body, 200, { 'content-type': contentType });
      },
    }),
  ];
}
