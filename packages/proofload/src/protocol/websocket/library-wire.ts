/** A session whose messages are compressed (RFC 7692): the library carries it. */
import type WebSocket from 'ws';
import type { Wire, WireListener } from './wire.ts';

export class LibraryWire implements Wire {
  readonly #websocket: WebSocket;

  constructor(websocket: WebSocket) {
    this.#websocket = websocket;
  }

  get isOpen(): boolean {
    return this.#websocket.readyState === this.#websocket.OPEN;
  }

  get waitingBytes(): number {
    return this.#websocket.bufferedAmount;
  }

  begin(listener: WireListener): void {
    const websocket = this.#websocket;
    websocket.on('message', (data, isBinary) => listener.onMessage(data as Buffer, !isBinary));
    websocket.on('error', (error) => listener.onWireError(error));
    websocket.on('close', (code, reason) => listener.onClose(code, reason.toString()));
  }

  send(data: string | Uint8Array): number {
    this.#websocket.send(data);
    return Buffer.byteLength(data);
  }

  close(code: number, reason: string): void {
    this.#websocket.close(code, reason);
  }

  terminate(): void {
    this.#websocket.terminate();
  }
}
