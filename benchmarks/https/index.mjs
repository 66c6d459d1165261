/** What a request over TLS costs the client, beside h2load over the same TLS, and what TLS adds to either. */
import { aimTable } from '../aims.mjs';
import { CONNECTIONS, proofloadContender, SCRIPTED, suiteText } from '../contender.mjs';
import { costTable, measuredHow, slopeOptions } from '../cost-table.mjs';
import { startNginx } from '../nginx.mjs';
import { h2load } from '../peers/fixed.mjs';
import { ratio, SERVER_CORE, slopes } from '../slopes.mjs';

export const programs = ['nginx', 'openssl', 'h2load'];

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const options = slopeOptions(args);
  const plain = await startNginx({ core: SERVER_CORE });
  const secure = await startNginx({ core: SERVER_CORE, tls: true });
  try {
    const suite = suiteText(SCRIPTED);
    const trusting = suiteText({ ...SCRIPTED, target: 'tls: { verify: false }' });
    const contenders = [
      h2load(plain.url, { name: 'h2load, http' }),
      h2load(secure.url, { name: 'h2load, https' }),
      proofloadContender({ name: 'proofload, http', url: plain.url, suite }),
      proofloadContender({ name: 'proofload, https', url: secure.url, suite: trusting }),
    ];
    const costs = slopes(contenders, options);
    console.log(`${CONNECTIONS} connections, HTTP/1.1, closed loop, ${measuredHow(options)}\n`);
    console.log(costTable(costs, { beside: 'h2load, https' }));
    const measured = ratio(costs.get('proofload, https'), costs.get('h2load, https'), 'cpuUs');
    console.log(`\n${aimTable([{ what: 'CPU / h2load, https', measured, most: 1.7 }])}`);
  } finally {
    await plain.stop();
    await secure.stop();
  }
}
