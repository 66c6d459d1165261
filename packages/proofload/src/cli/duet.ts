/** `proofload duet SUITE|URL --target-a URL --target-b URL`: two targets in one run, judged in pairs. */
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { FEWEST_PAIRS } from '../judge/duet.ts';
import { DEFAULT_FAIL_ON, FailOnError, parseFailOn } from '../judge/fail-on.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/types.ts';
import { readRecordFile } from '../record/read-record.ts';
import { RECORD_FILE } from '../record/store.ts';
import { htmlReport } from '../report/html.ts';
import { type Duet, runDuet } from '../run/duet.ts';
import { freePort } from '../run/free-port.ts';
import { addressFault } from '../suite/target.ts';
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import type { CommandFunction } from './app.ts';
import { readConfig } from './config-file.ts';
import { columnsOf } from './context.ts';
import { duetText } from './duet-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { optionsOf, type TypedFlags } from './flags.ts';
import { listenForInterrupts } from './interrupts.ts';
import { writeText } from './outputs.ts';
import { REQUEST_FLAGS } from './request.ts';
import { openSubject } from './subject.ts';
import { UsageError } from './usage-error.ts';

const OWN_FLAGS = ['targetA', 'targetB', 'commandA', 'commandB', 'pairs', 'block', ...REQUEST_FLAGS];
const DEFAULT_PAIRS = 12;
const DEFAULT_BLOCK = '3s';
const LEAST_BLOCK_SECONDS = 2;

interface TargetWish {
  readonly url: string | undefined;
  readonly command: string | undefined;
}

const duet: CommandFunction = async (context, flags, [subject]) => {
  if (subject === undefined) {
    throw new UsageError(
      'Which suite, or which URL? For example: proofload duet shop.perf.ts --target-a URL --target-b URL.',
    );
  }
  const { host, say, print } = context;
  const wishes = { a: targetWish(flags, 'A'), b: targetWish(flags, 'B') };
  const { pairs, blockSeconds } = lengthOf(flags);
  const opened = await openSubject(subject, flags);
  const interrupts = listenForInterrupts(context);
  try {
    const { suite, bundle, file } = opened;
    const options = optionsOf(Object.fromEntries(Object.entries(flags).filter(([name]) => !OWN_FLAGS.includes(name))));
    const config = await readConfig(host.cwd());
    const planFor = async (wish: TargetWish): Promise<Plan> => {
      const port = wish.url === undefined ? await freePort() : undefined;
      const url = wish.url ?? `http://127.0.0.1:${port}`;
      const plan = makePlan({
        ...{
          cores: availableParallelism(),
          suite,
          suiteFile: file,
          suiteHash: bundle.hash,
          environment: host.env,
          config,
        },
        flags: { ...options, host: url },
      });
      if (plan.load.model === 'replay') {
        throw new UsageError(
          'A duet repeats one level of load in blocks, and a trace has none; give it --users or --rate.',
        );
      }
      if (plan.tick !== undefined) {
        throw new UsageError(
          "A duet repeats one level of load in blocks, and this load's tick changes it as it goes; give it --users or --rate.",
        );
      }
      if (wish.command === undefined) return plan;
      const own = typeof suite.target === 'string' ? undefined : suite.target;
      const env = { ...own?.env, ...(port === undefined ? {} : { PORT: `${port}` }) };
      const { ready, readyTimeout, cwd } = own ?? {};
      const about = Object.fromEntries(
        Object.entries({ ready, readyTimeout, cwd }).filter(([, value]) => value !== undefined),
      );
      return { ...plan, target: { ...plan.target, ...about, env, command: wish.command } };
    };
    const [a, b] = [await planFor(wishes.a), await planFor(wishes.b)];
    let isKept = true;
    const found = await runDuet({
      ...{ a, b, bundle: bundle.url, pairs, blockSeconds },
      failOn: readFailOn(a.options['fail-on']?.value),
      ...{ store: a.options.out?.value as string, workingDirectory: host.cwd(), environment: host.env },
      onPreparing: (what) => say(`${what.charAt(0).toUpperCase()}${what.slice(1)} …`),
      onLog: (line) => {
        if (options.verbose === true) say(line);
      },
      onStoreFailed: (message) => {
        isKept = false;
        say(message);
      },
      onBlock: (done) => {
        const all = 2 * pairs;
        if (options.quiet !== true && (done % 4 === 0 || done === all)) say(`${done} of ${all} blocks`);
      },
      interrupt: interrupts.interrupt,
    });
    if (found === undefined) {
      say('The duet was interrupted; half of a comparison is none, so nothing was judged.');
      return exitCodes.interrupted;
    }
    const reports = await writeReports(found);
    const { json } = options;
    const text = `${JSON.stringify(found, null, 2)}\n`;
    if (json === '-') print(text);
    else
      host.stdout.write(
        duetText(
          found,
          reports.map((path) => relative(host.cwd(), path)),
          columnsOf(host.stdout),
        ),
      );
    if (typeof json === 'string' && json !== '-') await writeText(json, text);
    return isKept ? exitCodeOf(found, options.strict === true) : exitCodes.internal;
  } finally {
    interrupts.release();
    await opened.remove();
  }
};

export default duet;

/** The page of each side in its folder, that of B with the comparison. */
async function writeReports({ runs }: Duet): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { folder } of [runs.a, runs.b]) {
    if (folder === undefined) continue;
    const path = join(folder, 'report.html');
    await writeText(path, htmlReport(await readRecordFile(join(folder, RECORD_FILE))));
    paths.push(path);
  }
  return paths;
}

function exitCodeOf({ status }: Duet, strict: boolean): ExitCode {
  if (status === 'invalid' || (status === 'inconclusive' && strict)) return exitCodes.invalid;
  return status === 'failed' ? exitCodes.failed : exitCodes.passed;
}

function targetWish(flags: TypedFlags, side: 'A' | 'B'): TargetWish {
  const url = flags[`target${side}`] as string | undefined;
  const command = flags[`command${side}`] as string | undefined;
  const flag = `--target-${side.toLowerCase()}`;
  if (url === undefined && command === undefined) {
    const start = `--command-${side.toLowerCase()}`;
    throw new UsageError(
      `A duet takes two targets: give ${flag} URL, or ${start} COMMAND for one to be started, with its port in PORT.`,
    );
  }
  const fault = url === undefined ? undefined : addressFault(url);
  if (fault !== undefined)
    throw new UsageError(`${flag} ${fault.message}.${fault.hint === undefined ? '' : ` ${fault.hint}`}`);
  return { url, command };
}

function lengthOf(flags: TypedFlags): { readonly pairs: number; readonly blockSeconds: number } {
  const { pairs = `${DEFAULT_PAIRS}`, block = DEFAULT_BLOCK } = flags as Readonly<Record<string, string | undefined>>;
  if (!/^\d+$/.test(pairs) || Number(pairs) < FEWEST_PAIRS) {
    throw new UsageError(`--pairs takes a number of ${FEWEST_PAIRS} or more, not “${pairs}”: fewer decide nothing.`);
  }
  const seconds = secondsOf(block);
  if (seconds === undefined) {
    throw new UsageError(`--block takes whole seconds from ${LEAST_BLOCK_SECONDS}s on, not “${block}”.`);
  }
  return { pairs: Number(pairs), blockSeconds: seconds };
}

function secondsOf(block: string): number | undefined {
  try {
    const seconds = parseDuration(block, { bareUnit: 's' }) / 1_000;
    return Number.isInteger(seconds) && seconds >= LEAST_BLOCK_SECONDS ? seconds : undefined;
  } catch (error) {
    if (error instanceof UnitError) return undefined;
    throw error;
  }
}

function readFailOn(text: unknown) {
  if (typeof text !== 'string') return DEFAULT_FAIL_ON;
  try {
    return parseFailOn(text);
  } catch (error) {
    if (error instanceof FailOnError) throw new UsageError(`--fail-on: ${error.message}`);
    throw error;
  }
}
