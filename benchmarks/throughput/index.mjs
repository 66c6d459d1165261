/**
 * What a request costs the client: CPU per request and requests a second of Proofload beside its peers, one core for
 * the client and one for nginx, 50 connections kept alive, in one interleaved run.
 */
import { aimTable } from '../aims.mjs';
import { CONNECTIONS, proofloadContender, SCRIPTED, suiteText } from '../contender.mjs';
import { costTable, measuredHow, slopeOptions } from '../cost-table.mjs';
import { startNginx } from '../nginx.mjs';
import { autocannon, h2load, hey, isInstalled, wrk } from '../peers/fixed.mjs';
import { artillery, k6, locust } from '../peers/scripted.mjs';
import { ratio, SERVER_CORE, slopes } from '../slopes.mjs';

export const programs = ['nginx', 'wrk', 'h2load', 'hey', 'k6', 'locust', 'artillery'];

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const options = slopeOptions(args);
  const nginx = await startNginx({ core: SERVER_CORE });
  try {
    const { fixed, scripted } = contendersFor(nginx.url);
    const costs = slopes([...fixed, ...scripted], options);
    const isScripted = {
      title: 'scripted',
      cell: (name) => (scripted.some((each) => each.name === name) ? 'yes' : 'no'),
    };
    console.log(`${CONNECTIONS} connections, closed loop, ${measuredHow(options)}\n`);
    console.log(costTable(costs, { beside: 'wrk', columns: [isScripted] }));
    console.log(`\n${aimsOf(costs)}`);
  } finally {
    await nginx.stop();
  }
}

/** Those that are here. */
function contendersFor(url) {
  const here = (peers) =>
    Object.entries(peers)
      .filter(([name]) => name === 'autocannon' || isInstalled(name))
      .map(([, peer]) => peer(url));
  const own = proofloadContender({ name: 'proofload', url, suite: suiteText(SCRIPTED) });
  return { fixed: here({ wrk, h2load, hey, autocannon }), scripted: [own, ...here({ k6, locust, artillery })] };
}

function aimsOf(costs) {
  const own = costs.get('proofload');
  const against = (peer) => (costs.has(peer) ? ratio(own, costs.get(peer), 'cpuUs') : Number.NaN);
  return aimTable([
    { what: 'CPU / wrk', measured: against('wrk'), most: 1.5 },
    { what: 'CPU / autocannon', measured: against('autocannon'), most: 0.5 },
    { what: 'CPU / k6', measured: against('k6'), most: 0.1 },
  ]);
}
