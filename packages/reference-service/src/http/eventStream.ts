/**
 * Server-sent events written straight to the socket, for thousands of streams at once.
 *
 * Node writes a chunk of a response as three pieces through two layers of streams. Here a frame and its chunk header
 * are one string and one write to the socket, which costs about half; the head and the end of the response stay Node's.
 * Where that is not possible (HTTP/1.0, an earlier response of the same connection not yet sent) it writes the plain way.
 */
import type { ServerResponse } from 'node:http';

export class EventStream {
  readonly #response: ServerResponse;
  readonly #isDirect: boolean;

  /** Sends the head of the response at once. */
  constructor(response: ServerResponse, headers: Readonly<Record<string, string>> = {}) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      ...headers,
    });
    response.flushHeaders();
    this.#isDirect = response.chunkedEncoding && response.socket !== null && response.writableLength === 0;
  }

  /** Calls back when the stream is over, whoever ended it. */
  onClose(callback: () => void): void {
    this.#response.on('close', callback);
  }

  /** Writes whole events, each ended by an empty line. */
  write(events: string): void {
    const socket = this.#response.socket;
    if (socket === null || socket.destroyed) return;
    if (this.#isDirect) socket.write(`${Buffer.byteLength(events).toString(16)}\r\n${events}\r\n`);
    else this.#response.write(events);
  }

  end(): void {
    this.#response.end();
  }

  /** Breaks the connection off in the middle. */
  cut(): void {
    this.#response.destroy();
  }
}
