import { describe, expect, it } from 'vitest';
import {
  Endpoint,
  type ExchangeError,
  type RawResponse,
  type ResponseHead,
  type RunningExchange,
  type StreamReceiver,
} from './client.ts';
import { clientOf, httpServer, LIMITS, rawServer, request } from './servers.fixture.ts';

const GET = request('GET', '/');

/** Notes what it is told, and ends when the exchange does. */
class Notes implements StreamReceiver {
  readonly events: string[] = [];
  bodyBytes = 0;
  readonly ended: Promise<RawResponse | ExchangeError>;
  onText: (text: string) => void = () => {};
  private end: (outcome: RawResponse | ExchangeError) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  onHead(head: ResponseHead): void {
    this.events.push(`head ${head.status} ${head.headers.get('x-a') ?? ''}`);
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    this.bodyBytes += end - start;
    const text = bytes.toString('latin1', start, end);
    if (text.length < 100) this.events.push(text);
    this.onText(text);
  }

  answered(response: RawResponse): void {
    this.events.push('answered');
    this.end(response);
  }

  failed(error: ExchangeError): void {
    this.events.push(`failed ${error.code}`);
    this.end(error);
  }
}

describe('an answer that is streamed', () => {
  it('is told as it comes: the head before the first byte of the body exists, then each piece', async () => {
    let sendNext: (text: string) => void = () => {};
    const origin = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n');
      sendNext = (text) => socket.write(text);
    });
    const notes = new Notes();
    notes.onHead = (head) => {
      notes.events.push(`head ${head.status} ${head.headers.get('x-a')}`);
      sendNext('5\r\nfirst\r\n');
    };
    notes.onText = (text) => sendNext(text === 'first' ? '6\r\nsecond\r\n' : '0\r\n\r\n');
    const client = clientOf(origin);
    client.stream(GET, LIMITS, notes);
    const response = await notes.ended;
    expect(notes.events).toEqual(['head 200 b', 'first', 'second', 'answered']);
    expect(response).toMatchObject({ status: 200, bodyBytes: 11, truncated: false, body: Buffer.alloc(0) });
    expect((await client.exchange(GET, { timeoutMs: 20 }).catch((error) => error)).code).toBe('timeout');
  });

  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', ['head 200 ', 'ok', 'answered']],
    ['without a body', 'HTTP/1.1 204 No Content\r\nX-A: c\r\n\r\n', ['head 204 c', 'answered']],
    ['of nothing', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ['head 200 ', 'answered']],
    ['cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok', ['head 200 ', 'ok', 'failed early-close']],
    ['to the end', 'HTTP/1.1 200 OK\r\n\r\nok', ['head 200 ', 'ok', 'answered']],
    ['of garbage', 'garbage', ['failed malformed']],
  ])('%s is told in order', async (_, text, events) => {
    const origin = await rawServer((socket) => socket.end(text));
    const notes = new Notes();
    clientOf(origin).stream(GET, LIMITS, notes);
    await notes.ended;
    expect(notes.events).toEqual(events);
  });

  it('may be larger than memory would hold', async () => {
    const part = Buffer.alloc(1 << 20);
    const origin = await httpServer((_, response) => {
      let left = 64;
      const more = () => {
        while (left > 0) {
          left -= 1;
          if (!response.write(part)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const notes = new Notes();
    clientOf(origin).stream(GET, LIMITS, notes);
    expect(await notes.ended).toMatchObject({ bodyBytes: 64 << 20 });
    expect(notes.bodyBytes).toBe(64 << 20);
  });

  it('ends at once when it is called off, from within as well', async () => {
    const origin = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n');
    });
    const client = clientOf(origin);
    const notes = new Notes();
    let running: RunningExchange | undefined;
    notes.onText = () => running?.cancel();
    running = client.stream(GET, LIMITS, notes);
    await notes.ended;
    expect(notes.events).toEqual(['head 200 ', 'one', 'failed aborted']);
    running.cancel();
    running.resume();
    running.renew(1);
    expect(notes.events.length).toBe(3);
  });

  it('waits while it is paused', async () => {
    const part = Buffer.alloc(1 << 20);
    let sent = 0;
    const origin = await httpServer((_, response) => {
      response.setHeader('Content-Length', part.length * 64);
      const more = () => {
        while (sent < 64) {
          sent += 1;
          if (!response.write(part)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const client = clientOf(origin);
    const notes = new Notes();
    let running: RunningExchange | undefined;
    let isFirst = true;
    notes.onText = () => {
      if (isFirst) running?.pause();
      isFirst = false;
    };
    running = client.stream(GET, LIMITS, notes);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const received = notes.bodyBytes;
    expect(received).toBeLessThan(64 << 20);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(notes.bodyBytes).toBe(received);
    running.resume();
    expect(await notes.ended).toMatchObject({ bodyBytes: 64 << 20 });
    expect((await client.exchange(request('HEAD', '/'), LIMITS)).reused).toBe(true);
  });

  it('can be given more time, event by event', async () => {
    let sendNext: () => void = () => {};
    const origin = await rawServer((socket) => {
      sendNext = () => socket.write('tick');
      socket.write('HTTP/1.1 200 OK\r\n\r\ntick');
    });
    let clockMs = 0;
    const endpoint = new Endpoint({ origin, now: () => clockMs });
    const notes = new Notes();
    const running = clientOf(origin, { endpoint }).stream(GET, { timeoutMs: 60_000 }, notes);
    notes.onText = () => {
      running.renew(60_000);
      clockMs += notes.bodyBytes < 20 ? 50_000 : 60_000;
      endpoint.deadlines.sweep(clockMs);
      sendNext();
    };
    expect(await notes.ended).toMatchObject({ code: 'timeout', startMs: 0, endMs: 260_000 });
    expect(notes.bodyBytes).toBe(20);
  });
});
