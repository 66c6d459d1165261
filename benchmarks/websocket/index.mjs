/**
 * What an echo over WebSocket costs the client: CPU of a round trip and round trips a second of a suite, beside a bare
 * loop on `ws`, the library that most clients use; one core for the client and one for the server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { aimTable } from '../aims.mjs';
import { CONNECTIONS, proofloadContender, suiteText } from '../contender.mjs';
import { costTable, measuredHow, slopeOptions } from '../cost-table.mjs';
import { ratio, SERVER_CORE, slopes } from '../slopes.mjs';

const SERVER = fileURLToPath(new URL('./echo-server.mjs', import.meta.url));
const LOOP = fileURLToPath(new URL('./bare-loop.mjs', import.meta.url));
const BARE = 'bare loop';
const OWN = 'proofload';
const MESSAGE = 'm'.repeat(64);

/** A round trip is an iteration: it is awaited, named, checked and recorded. */
const SUITE = suiteText({
  top: `const message = '${MESSAGE}';`,
  user: "start: async ({ ws, vu }) => { vu.data.socket = await ws.connect('/'); },",
  task: `const reply = await vu.data.socket.request(message, { name: 'echo' });
      check('is whole', reply.bytes.length === message.length);`,
});

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const options = slopeOptions(args);
  const server = await startServer();
  try {
    const { url } = server;
    const costs = slopes([bareLoop(url), proofloadContender({ name: OWN, url, suite: SUITE })], options);
    const against = (figure) => ratio(costs.get(OWN), costs.get(BARE), figure);
    console.log(`${CONNECTIONS} sessions, ${MESSAGE.length} bytes, no wait, ${measuredHow(options)}\n`);
    console.log(costTable(costs, { unit: 'round trip', beside: BARE }));
    const aims = [{ what: `round trips / ${BARE}`, measured: against('perSecond'), least: 0.85 }];
    console.log(`\n${aimTable(aims)}`);
  } finally {
    server.stop();
  }
}

async function startServer() {
  const stdio = /** @type {const} */ (['ignore', 'pipe', 'inherit']);
  const child = spawn('taskset', ['-c', SERVER_CORE, process.execPath, SERVER], { stdio });
  const [line] = await once(child.stdout, 'data');
  return { url: `${line}`.trim(), stop: () => child.kill() };
}

/** @returns {import('../slopes.mjs').Contender} its amounts are seconds */
function bareLoop(url) {
  return {
    name: BARE,
    command: (seconds) => [process.execPath, LOOP, url, `${seconds}`, `${CONNECTIONS}`, MESSAGE],
    units: Number,
  };
}
