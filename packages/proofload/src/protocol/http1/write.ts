/**
 * Puts a request on a socket with as few writes and copies as its body allows.
 */
import type { Socket } from 'node:net';
import type { RawRequest } from './exchange.ts';

/** @returns how many bytes the request has */
export function writeRequest(socket: Socket, request: RawRequest): number {
  const { head, body } = request;
  if (body === undefined) {
    socket.write(head, 'latin1');
    return head.length;
  }
  if (typeof body !== 'string') return writePair(socket, head, body);
  const bodyBytes = Buffer.byteLength(body, 'utf8');
  // As many bytes as characters: all of them are ASCII, so that head and body are one Latin-1 text.
  if (bodyBytes !== body.length) return writePair(socket, head, Buffer.from(body, 'utf8'));
  socket.write(head + body, 'latin1');
  return head.length + bodyBytes;
}

/** Both in one system call, without joining them first. */
function writePair(socket: Socket, head: string, body: Uint8Array): number {
  socket.cork();
  socket.write(head, 'latin1');
  socket.write(body);
  socket.uncork();
  return head.length + body.byteLength;
}
