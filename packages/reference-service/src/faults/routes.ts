/** `/__faults`: read, set and clear the injected faults. Served only when faults are asked for. */
import { type Route, route } from '../http/route.ts';
import type { FaultInjector } from './injector.ts';
import { faultSchema, NO_FAULTS } from './settings.ts';

const subject = 'faults';

export function faultRoutes(faults: FaultInjector): readonly Route[] {
  const state = () => ({ ...faults.settings, leakedBytes: faults.leakedBytes });
  return [
    route({
      method: 'GET',
      path: '/__faults',
      subject,
      summary: 'The faults that are injected now',
      answers: { 200: 'The settings, and the bytes leaked so far.' },
      handle: ({ c }) => c.json(state()),
    }),
    route({
      method: 'PUT',
      path: '/__faults',
      subject,
      summary: 'Replace the faults; what is left out is not wrong',
      body: faultSchema,
      answers: { 200: 'The settings as they are now.' },
      handle: ({ c, body }) => {
        faults.set(body);
        return c.json(state());
      },
    }),
    route({
      method: 'DELETE',
      path: '/__faults',
      subject,
      summary: 'Inject nothing any more and let go of leaked memory',
      answers: { 204: 'Done.' },
      handle: ({ c }) => {
        faults.set(NO_FAULTS);
        return c.body(null, 204);
      },
    }),
  ];
}
