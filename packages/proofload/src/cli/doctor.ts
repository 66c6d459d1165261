/** `proofload doctor`: what this machine can generate, and what is in the way of more. */

import { readFacts } from '../run/doctor/facts.ts';
import { findingsOf } from '../run/doctor/findings.ts';
import { PACED_RATE, selfTest } from '../run/doctor/self-test.ts';
import { formatRate } from '../units/rate.ts';
import type { CommandFunction } from './app.ts';
import { columnsOf } from './context.ts';
import { doctorText } from './doctor-text.ts';
import { exitCodes } from './exit-codes.ts';
import { StepProgress } from './step-progress.ts';

/** How long the machine is looked at while nothing is asked of it. */
const LOOK_MS = 1_000;
/** Of each part of the self-test: long enough for code to be compiled, short enough to be waited for. */
const TEST_SECONDS = 2;
/** For a worker to start, and to end. */
const START_MS = 500;

const doctor: CommandFunction = async (context, flags) => {
  const testMs = TEST_SECONDS * 1_000 + START_MS;
  const progress = new StepProgress(context, [
    { what: 'Looking at this machine while nothing is asked of it', lastsMs: LOOK_MS },
    { what: 'Loading a sink as fast as one worker can', lastsMs: testMs },
    { what: `Loading it at ${formatRate(PACED_RATE)}`, lastsMs: testMs },
  ]);
  try {
    progress.next();
    const facts = await readFacts(LOOK_MS);
    const test = await selfTest(TEST_SECONDS, progress.next);
    progress.end();
    const findings = findingsOf(facts, test);
    context.print(
      flags.json === true
        ? JSON.stringify({ facts, test, findings }, undefined, 2)
        : doctorText(facts, findings, columnsOf(context.host.stdout)),
    );
    return exitCodes.passed;
  } finally {
    progress.end();
  }
};

export default doctor;
