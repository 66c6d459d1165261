/**
 * The least that a script on Node.js' own HTTP/2 can do: so many users, each with the next request when the answer to the
 * last is whole. It is awaited, its status is looked at and its body counted; no clock is read and nothing is recorded.
 *
 *   node bare-loop.mjs URL SECONDS USERS CONNECTIONS      prints how many were answered
 */
import { once } from 'node:events';
import { connect } from 'node:http2';

const [url, seconds, users, connections] = process.argv.slice(2);
const ASKED = { ':path': '/' };
let count = 0;

const sessions = await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    const session = connect(url, { rejectUnauthorized: false, settings: { enablePush: false } });
    await once(session, 'connect');
    return session;
  }),
);
for (let user = 0; user < Number(users); user += 1) goOn(sessions[user % sessions.length]);
setTimeout(() => {
  console.log(count);
  process.exit();
}, Number(seconds) * 1000);

async function goOn(session) {
  for (;;) {
    const { status, bytes } = await get(session);
    if (status !== 200 || bytes === 0) throw new Error(`The answer has the status ${status} and ${bytes} bytes.`);
    count += 1;
  }
}

function get(session) {
  return new Promise((resolve, reject) => {
    const stream = session.request(ASKED);
    let status = 0;
    let bytes = 0;
    stream.on('response', (head) => {
      status = head[':status'];
    });
    stream.on('data', (chunk) => {
      bytes += chunk.length;
    });
    stream.on('end', () => resolve({ status, bytes }));
    stream.on('error', reject);
  });
}
