/** A virtual user with an `llm` object, and servers of OpenAI's API with whatever may be wrong, for the tests beside. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import { httpServer, now } from '../http1/servers.fixture.ts';
import { Jobs } from '../job/jobs.ts';
import { testTimers } from '../sse/session.fixture.ts';
import { sseSessions } from '../sse/session.ts';
import { type LlmSession, llmSessions } from './session.ts';
import { type Environment, type LlmDefinition, resolveLlm } from './settings.ts';

/** What a test may say of the suite's `llm`. */
type LlmUserOptions = Parameters<typeof openUser>[0] & {
  readonly llm?: LlmDefinition;
  readonly environment?: Environment;
};

interface LlmTestUser extends ReturnType<typeof openUser> {
  readonly llm: LlmSession;
}

export function openLlmUser({ llm = {}, environment = {}, ...options }: LlmUserOptions): LlmTestUser {
  const user = openUser(options);
  const { http, caller } = user;
  const timers = testTimers();
  const sse = sseSessions({ timers, now })(http);
  const jobs = new Jobs({ recorder: http.shared.recorder, timers, now });
  onTestFinished(() => jobs.close());
  let drawn = 0;
  const random = () => {
    drawn += 1;
    return (drawn * 0.618_033_988_749_895) % 1;
  };
  const signal = new AbortController().signal;
  const settings = resolveLlm({ model: 'm', ...llm }, environment);
  const job = jobs.of({ caller, http, sse, signal, random });
  return { ...user, llm: llmSessions({ settings, timers, now })({ http, job, random }) };
}

/** A request as a server saw it. */
interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelServer {
  readonly url: URL;
  readonly seen: readonly SeenRequest[];
}

/** A server that answers each request by this function, which is told how many there were before. */
export async function modelServer(answer: (response: ServerResponse, number: number) => void): Promise<ModelServer> {
  const seen: SeenRequest[] = [];
  const url = await httpServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    seen.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
    answer(response, seen.length - 1);
  });
  return { url, seen };
}

/** Begins a stream. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** A chunk with a delta. */
export function delta(members: object, finish: string | null = null): string {
  return event({ id: 'c', choices: [{ index: 0, delta: members, finish_reason: finish }] });
}

export const DONE = 'data: [DONE]\n\n';

/** A server that answers every request with these frames, at once. */
export function streamServer(...frames: readonly string[]): Promise<ModelServer> {
  return modelServer((response) => {
    beginStream(response);
    response.end(frames.join(''));
  });
}

export const HELLO = { messages: [{ role: 'user', content: 'Hello' }] };
