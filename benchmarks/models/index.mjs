/**
 * What the open model costs beside the closed one: CPU of a scripted request at 20,000/s, pacing included. Bound to one
 * core a generator never spins; with two it may, to be exact, so that the difference of the two is what spinning takes.
 */
import { aimTable } from '../aims.mjs';
import { CONNECTIONS, proofloadContender, SCRIPTED, suiteText } from '../contender.mjs';
import { costTable, measuredHow, slopeOptions } from '../cost-table.mjs';
import { startNginx } from '../nginx.mjs';
import { CLIENT_CORE, ratio, SERVER_CORE, slopes, typical } from '../slopes.mjs';

export const programs = ['nginx'];

const RATE = 20_000;
const BOTH_CORES = `${CLIENT_CORE},${SERVER_CORE}`;
const FREE = 'open, free to spin';

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const options = slopeOptions(args);
  const nginx = await startNginx({ core: SERVER_CORE });
  try {
    const shared = { url: nginx.url, suite: suiteText(SCRIPTED) };
    const open = ['--rate', `${RATE}/s`, '--max-users', `${CONNECTIONS}`];
    const contenders = [
      proofloadContender({ name: 'closed', ...shared }),
      proofloadContender({ name: 'open', ...shared, load: open }),
      proofloadContender({ name: 'open, Poisson', ...shared, load: [...open, '--arrivals', 'poisson'] }),
      proofloadContender({ name: FREE, ...shared, load: open, cores: BOTH_CORES }),
    ];
    const costs = slopes(contenders, options);
    const spinningUs = typical(costs.get(FREE), 'cpuUs') - typical(costs.get('open'), 'cpuUs');
    const spinning = {
      title: 'of it spinning',
      cell: (name) => (name === FREE ? Math.max(0, spinningUs).toFixed(1) : '0'),
    };
    console.log(`${CONNECTIONS} users, the open loads at ${RATE.toLocaleString('en')}/s, ${measuredHow(options)}\n`);
    console.log(costTable(costs, { beside: 'closed', columns: [spinning] }));
    const against = (name) => ratio(costs.get(name), costs.get('closed'), 'cpuUs');
    const aims = [
      { what: 'CPU of open / closed', measured: against('open'), most: 1.5 },
      { what: 'CPU of open, Poisson / closed', measured: against('open, Poisson'), most: 1.5 },
    ];
    console.log(`\n${aimTable(aims)}`);
  } finally {
    await nginx.stop();
  }
}
