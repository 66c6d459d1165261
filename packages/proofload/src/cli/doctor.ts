/** `proofload doctor`: what this machine can generate, and what is in the way of more. */

import { readFacts } from '../run/doctor/facts.ts';
import { findingsOf } from '../run/doctor/findings.ts';
import { selfTest } from '../run/doctor/self-test.ts';
import type { CommandFunction } from './app.ts';
import { doctorText } from './doctor-text.ts';
import { exitCodes } from './exit-codes.ts';

/** Of each part of the self-test: long enough for code to be compiled, short enough to be waited for. */
const TEST_SECONDS = 2;

const doctor: CommandFunction = async (context, flags) => {
  const isJson = flags.json === true;
  if (!isJson) context.say('Looking at this machine, and loading a sink of its own for some seconds …');
  const facts = await readFacts();
  const test = await selfTest(TEST_SECONDS);
  const findings = findingsOf(facts, test);
  if (isJson) {
    context.print(JSON.stringify({ facts, test, findings }, undefined, 2));
    return exitCodes.passed;
  }
  context.print(doctorText(facts, findings));
  return exitCodes.passed;
};

export default doctor;
