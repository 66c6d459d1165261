/** A virtual user with an `sse` object, and servers of events, for the tests beside. */
import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import type { HttpTargetOptions } from '../http/target.ts';
import { httpServer, now } from '../http1/servers.fixture.ts';
import { type SseSession, type StreamTimers, sseSessions } from './session.ts';

/** Alarms of Node.js, which end with the test. */
export function testTimers(): StreamTimers {
  const timers = new Set<NodeJS.Timeout>();
  onTestFinished(() => timers.forEach(clearTimeout));
  return {
    at: (dueMs, alarm) => {
      timers.add(setTimeout(() => alarm.ring(dueMs), Math.max(0, dueMs - now())));
    },
  };
}

export function openSseUser(
  options: Partial<HttpTargetOptions> & Pick<HttpTargetOptions, 'baseUrl'>,
): ReturnType<typeof openUser> & { readonly sse: SseSession } {
  const user = openUser(options);
  const sse = sseSessions({ timers: testTimers(), now })(user.http);
  return { ...user, sse };
}

/** A server whose n-th request, from 0, is answered by a stream that this function writes. */
export function eventServer(
  write: (
    response: ServerResponse,
    request: { readonly number: number; readonly lastEventId: string | undefined },
  ) => void,
): Promise<URL> {
  let number = 0;
  return httpServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const { 'last-event-id': lastEventId } = request.headers;
    write(response, { number, lastEventId: lastEventId?.toString() });
    number += 1;
  });
}
