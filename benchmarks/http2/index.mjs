/**
 * What a request over HTTP/2 costs the client beside h2load and a bare loop on `node:http2`: with a connection for each
 * user, and with one for all.
 */
import { fileURLToPath } from 'node:url';
import { CONNECTIONS, proofloadContender, SCRIPTED, suiteText } from '../contender.mjs';
import { costTable, measuredHow, slopeOptions } from '../cost-table.mjs';
import { startNginx } from '../nginx.mjs';
import { h2load } from '../peers/fixed.mjs';
import { SERVER_CORE, slopes } from '../slopes.mjs';

export const programs = ['nginx', 'openssl', 'h2load'];

const LOOP = fileURLToPath(new URL('./bare-loop.mjs', import.meta.url));
const EACH = `${CONNECTIONS} connections`;
const ONE = `one connection, ${CONNECTIONS} streams`;

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const options = slopeOptions(args);
  const { url, stop } = await startNginx({ core: SERVER_CORE, tls: true });
  try {
    const suite = (members) => suiteText({ ...SCRIPTED, target: `http2: true, tls: { verify: false }, ${members}` });
    const contenders = [
      h2load(url, { name: `h2load, ${EACH}`, flags: [] }),
      bareLoop(url, `node:http2, ${EACH}`, CONNECTIONS),
      proofloadContender({ name: `proofload, ${EACH}`, url, suite: suite('') }),
      h2load(url, { name: `h2load, ${ONE}`, flags: [], connections: 1, streams: CONNECTIONS }),
      bareLoop(url, `node:http2, ${ONE}`, 1),
      proofloadContender({ name: `proofload, ${ONE}`, url, suite: suite("connections: 'shared', maxConnections: 1") }),
    ];
    const costs = slopes(contenders, options);
    console.log(`HTTP/2 over TLS, ${CONNECTIONS} requests at once, closed loop, ${measuredHow(options)}\n`);
    console.log(costTable(costs, { beside: 'h2load', peerOf: (name) => name.replace(/^[^,]+/, 'h2load') }));
  } finally {
    await stop();
  }
}

/** @returns {import('../slopes.mjs').Contender} its amounts are seconds */
function bareLoop(url, name, connections) {
  return {
    name,
    command: (seconds) => [process.execPath, LOOP, url, `${seconds}`, `${CONNECTIONS}`, `${connections}`],
    units: Number,
  };
}
