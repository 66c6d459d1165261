/** `proofload demo [system]`: starts the reference service, runs an example against it, and judges it. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePlan } from '../plan/make-plan.ts';
import { freePort } from '../run/free-port.ts';
import { findSuites, loadSuite } from '../run/load-suite.ts';
import { didYouMean } from '../units/suggest.ts';
import type { CommandFunction } from './app.ts';
import { optionsOf } from './flags.ts';
import { listenForInterrupts } from './interrupts.ts';
import { runPlan } from './run-plan.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_SYSTEM = 'quickstart';
/** The same each time where it is free, so that one demo can be compared with another. */
const USUAL_PORT = 18_080;

const demo: CommandFunction = async (context, flags, [system = DEFAULT_SYSTEM]) => {
  const { fault = [], ...others } = flags;
  const [file] = await findSuites([await exampleFolder(system)]);
  const port = await freePort(USUAL_PORT);
  const url = `http://127.0.0.1:${port}`;
  const interrupts = listenForInterrupts(context);
  const { suite, bundle } = await loadSuite(file as string, false);
  try {
    const plan = makePlan({
      cores: availableParallelism(),
      suite,
      suiteFile: file as string,
      suiteHash: bundle.hash,
      flags: { ...optionsOf(others), host: url },
      environment: context.host.env,
      config: undefined,
    });
    const target = { ...plan.target, command: serviceCommand(port, fault as readonly string[]), ready: '/health' };
    return await runPlan({ plan: { ...plan, target }, bundle: bundle.url, label: '' }, interrupts, context);
  } finally {
    interrupts.release();
    await bundle.remove();
  }
};

export default demo;

/** The examples lie beside the packages in a clone, and inside the package where it is installed. */
async function exampleFolder(system: string): Promise<string> {
  const own = fileURLToPath(new URL('../../', import.meta.url));
  const folder = [join(own, '..', '..', 'examples'), join(own, 'examples')].find((path) => existsSync(path));
  if (folder === undefined) throw new UsageError('The examples are not installed with this copy of Proofload.');
  const systems = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = systems.map(({ name }) => name);
  if (names.includes(system)) return join(folder, system);
  throw new UsageError(`There is no demo “${system}”.${didYouMean(system, names)} There are: ${names.join(', ')}.`);
}

function serviceCommand(port: number, faults: readonly string[]): string {
  const words = [process.execPath, serviceProgram(), '--port', `${port}`, '--quiet'];
  const all = [...words, ...faults.flatMap((fault) => ['--fault', fault])];
  return all.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

function serviceProgram(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@proofload/reference-service/package.json');
    return join(dirname(manifest), 'bin', 'service.js');
  } catch {
    throw new UsageError('The demo needs the reference service: npm install --save-dev @proofload/reference-service.');
  }
}
