/** `proofload doctor`: what this machine can generate, and what is in the way of more. */

import { readFacts } from '../run/doctor/facts.ts';
import { type Finding, findingsOf } from '../run/doctor/findings.ts';
import { selfTest } from '../run/doctor/self-test.ts';
import type { CommandFunction } from './app.ts';
import { exitCodes } from './exit-codes.ts';

/** Of each part of the self-test: long enough for code to be compiled, short enough to be waited for. */
const TEST_SECONDS = 2;

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '✓', warning: '!', unknown: '?' };

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
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap(({ level, what, found, remedy }) => [
    `${MARKS[level]} ${what.padEnd(width)}  ${found}`,
    ...(remedy === undefined ? [] : [`  ${' '.repeat(width)}  ${remedy}`]),
  ]);
  context.print([`${facts.processor}, ${facts.cores} cores, Node.js ${facts.node}`, ...lines].join('\n'));
  return exitCodes.passed;
};

export default doctor;
