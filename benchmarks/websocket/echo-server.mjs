/**
 * A WebSocket server (RFC 6455) that does as little as one can: each short message is sent back as it is, so that the
 * client is what is measured. No extensions, no fragments, nothing of 126 bytes or more.
 *
 *   node echo-server.mjs      prints its address
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';

/** Section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Of a client's frame: flags and length, then the mask (section 5.2). */
const MASK_AT = 2;
const PAYLOAD_AT = 6;
const LONGEST = 125;
const CLOSE = 8;

const server = createServer({ noDelay: true }, (socket) => {
  let rest = Buffer.alloc(0);
  let take = handshake;
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    rest = take(rest.length === 0 ? bytes : Buffer.concat([rest, bytes]));
  });

  function handshake(bytes) {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return bytes;
    const key = /^sec-websocket-key: *(\S+)/im.exec(bytes.toString('latin1', 0, end))?.[1];
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    take = frames;
    return frames(bytes.subarray(end + 4));
  }

  /** Sends back every whole frame, and returns what is left. */
  function frames(bytes) {
    let at = 0;
    while (bytes.length - at >= PAYLOAD_AT) {
      const length = bytes[at + 1] & 0x7f;
      if (length > LONGEST) throw new RangeError('This server takes messages of at most 125 bytes.');
      const end = at + PAYLOAD_AT + length;
      if (bytes.length < end) break;
      socket.write(unmasked(bytes, at, length));
      if ((bytes[at] & 0x0f) === CLOSE) socket.end();
      at = end;
    }
    return bytes.subarray(at);
  }
});

/** The server's frame for a client's. */
function unmasked(bytes, at, length) {
  const answer = Buffer.allocUnsafe(2 + length);
  answer[0] = bytes[at];
  answer[1] = length;
  for (let i = 0; i < length; i += 1) {
    answer[2 + i] = bytes[at + PAYLOAD_AT + i] ^ bytes[at + MASK_AT + (i & 3)];
  }
  return answer;
}

server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`http://127.0.0.1:${port}`);
});
