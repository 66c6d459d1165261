/** The other end of the self-test, in a thread of its own: answers every request over HTTP/1.1 in the same few bytes. */
import { type AddressInfo, createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok');
const HEAD_END = '\r\n\r\n';

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  let rest = '';
  socket.on('data', (data: Buffer) => {
    const text = rest + data.toString('latin1');
    const requests = text.split(HEAD_END);
    rest = requests.pop() ?? '';
    for (const _ of requests) socket.write(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
