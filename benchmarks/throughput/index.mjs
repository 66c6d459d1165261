/**
 * What a request costs the client: CPU per request and requests a second of Proofload beside its peers, one core for
 * the client and one for nginx, 50 connections kept alive, in one interleaved run.
 */
import { aimTable } from '../aims.mjs';
import { CONNECTIONS, proofloadContender, SCRIPTED, suiteText } from '../contender.mjs';
import { startNginx } from '../nginx.mjs';
import { autocannon, h2load, hey, isInstalled, wrk } from '../peers/fixed.mjs';
import { artillery, k6, locust } from '../peers/scripted.mjs';
import { numberOption } from '../proofload.mjs';
import { ratio, SERVER_CORE, slopes, typical } from '../slopes.mjs';
import { table } from '../table.mjs';

export const programs = ['nginx', 'wrk', 'h2load', 'hey', 'k6', 'locust', 'artillery'];

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const rounds = numberOption(args, '--rounds', 3);
  const seconds = numberOption(args, '--seconds', 6);
  const amounts = /** @type {const} */ ([Math.max(1, Math.round(seconds / 3)), seconds]);
  const nginx = await startNginx({ core: SERVER_CORE });
  try {
    const contenders = contendersFor(nginx.url);
    const costs = slopes(
      contenders.map(({ contender }) => contender),
      { rounds, amounts },
    );
    const lengths = `${amounts[0]} and ${amounts[1]} s`;
    console.log(`${CONNECTIONS} connections, closed loop, ${rounds} rounds of ${lengths}, medians\n`);
    console.log(costTable(contenders, costs));
    console.log(`\n${aimsOf(costs)}`);
  } finally {
    await nginx.stop();
  }
}

/** Those that are here. */
function contendersFor(url) {
  const fixed = { wrk, h2load, hey, autocannon };
  const scripted = { k6, locust, artillery };
  const own = proofloadContender({ name: 'proofload', url, suite: suiteText(SCRIPTED) });
  const isHere = ([name]) => name === 'autocannon' || isInstalled(name);
  return [
    ...Object.entries(fixed)
      .filter(isHere)
      .map(([, peer]) => ({ contender: peer(url), isScripted: false })),
    { contender: own, isScripted: true },
    ...Object.entries(scripted)
      .filter(isHere)
      .map(([, peer]) => ({ contender: peer(url), isScripted: true })),
  ];
}

function costTable(contenders, costs) {
  const wrkCosts = costs.get('wrk');
  const rows = contenders.map(({ contender: { name }, isScripted }) => {
    const own = costs.get(name);
    return [
      name,
      isScripted ? 'yes' : 'no',
      Math.round(typical(own, 'perSecond')).toLocaleString('en'),
      typical(own, 'cpuUs').toFixed(1),
      wrkCosts === undefined ? '' : ratio(own, wrkCosts, 'cpuUs').toFixed(2),
    ];
  });
  return table(['client', 'scripted', 'requests/s', 'CPU µs/request', 'CPU / wrk'], rows);
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
