/**
 * What carries the messages of an open session: frames of our own making on the connection, or the library, where
 * messages are compressed.
 */

export interface Wire {
  /** Whether messages can be sent. */
  readonly isOpen: boolean;
  /** What waits to be sent. */
  readonly waitingBytes: number;
  /** From here on the listener is told what happens: what has come already at once. */
  begin(listener: WireListener): void;
  /** Sends a message on an open wire. @returns how many bytes it has */
  send(data: string | Uint8Array): number;
  /** Sends a close frame, unless one was sent. */
  close(code: number, reason: string): void;
  /** Ends the connection at once. */
  terminate(): void;
}

export interface WireListener {
  onMessage(bytes: Buffer, isText: boolean): void;
  /** What came is not understood; the wire is closing. */
  onWireError(error: Error): void;
  /** The connection has ended: with the server's close frame, or with 1006 when there was none. */
  onClose(code: number, reason: string): void;
}

/** How long a server may take to agree that a session be closed. */
export const CLOSE_TIMEOUT_MS = 5_000;
