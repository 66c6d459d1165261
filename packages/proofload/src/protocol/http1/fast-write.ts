/**
 * Writes short texts straight to the handle of a plain socket, as the socket itself does, without what its stream layer
 * adds to every write (a request object, a queue, a callback on the next tick): about a third of the user-space cost
 * of a small request.
 *
 * The handle is no documented interface of Node.js. So this file learns from the first ordinary write what the handle
 * is given, uses it only where everything looks as expected, and leaves every other write to the socket.
 */
import type { Socket } from 'node:net';

/** What libuv takes in one attempt without allocating; longer texts are the socket's business. */
export const MAX_FAST_BYTES = 16_384;

/** The object that Node.js hands to each write; it is used by the handle only when the write does not end at once. */
type WriteRequest = { oncomplete?: () => void };

interface StreamHandle {
  writeLatin1String(request: WriteRequest, text: string): number;
  readonly writeQueueSize: number;
}

/** How a write ended: `unsent` when the system refused it, so that none of it has left this machine. */
export type WriteOutcome = 'sent' | 'unsent' | 'unavailable';

let WriteRequestClass: (new () => WriteRequest) | undefined;
let isUnavailable = false;
let spareRequest: WriteRequest | undefined;

/** The handle for `writeFast`, of an open socket; undefined when it is not one that can be used. */
export function handleOf(socket: Socket): StreamHandle | undefined {
  const handle = (socket as Socket & { _handle?: Partial<StreamHandle> | null })._handle;
  const kind = handle?.constructor.name;
  // A TLS handle keeps the request object until it has encrypted, which is later.
  if (isUnavailable || (kind !== 'TCP' && kind !== 'Pipe')) return undefined;
  if (typeof handle?.writeLatin1String !== 'function' || handle.writeQueueSize !== 0) return undefined;
  return handle as StreamHandle;
}

/** Writes a text of one byte a character, at most `MAX_FAST_BYTES`, to a socket on which nothing else is waiting. */
export function writeFast(socket: Socket, handle: StreamHandle, text: string): WriteOutcome {
  if (WriteRequestClass === undefined) return isUnavailable ? 'unavailable' : learn(socket, handle, text);
  spareRequest ??= makeRequest(WriteRequestClass);
  const failure = handle.writeLatin1String(spareRequest, text);
  // Not all of it fitted into the system's buffer: the handle holds on to this request object until it does.
  if (handle.writeQueueSize !== 0) spareRequest = undefined;
  return failure === 0 ? 'sent' : 'unsent';
}

/** Lets the socket write once, and looks at what it hands to its handle. */
function learn(socket: Socket, handle: StreamHandle, text: string): WriteOutcome {
  const original = handle.writeLatin1String;
  let seen: WriteRequest | undefined;
  handle.writeLatin1String = (request, written) => {
    seen = request;
    return original.call(handle, request, written);
  };
  socket.write(text, 'latin1');
  Reflect.deleteProperty(handle, 'writeLatin1String');
  const maker: unknown = seen?.constructor;
  if (typeof maker === 'function' && maker.name === 'WriteWrap') WriteRequestClass = maker as new () => WriteRequest;
  else isUnavailable = true;
  return 'sent';
}

function makeRequest(maker: new () => WriteRequest): WriteRequest {
  const request = new maker();
  // A write that fails later shows on the reading side as a reset.
  request.oncomplete = () => {};
  return request;
}
