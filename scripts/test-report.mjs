/**
 * A reporter of vitest's for `npm test`: leaves the counts of a pass in the file that TEST_REPORT_FILE names, and
 * which tests were tried again, so that none that fails now and then goes unseen.
 */
import { writeFileSync } from 'node:fs';

/**
 * @typedef {object} PassReport
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} again tests that were tried again, or made runs again, each with why
 * @property {readonly { name: string, seconds: number }[]} slowest files
 */

const SLOWEST = 5;

export default class TestReport {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env.TEST_REPORT_FILE;
    if (file === undefined) return;
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const again = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state] += 1;
        const tries = test.diagnostic()?.retryCount ?? 0;
        const runs = test.meta().runsAgain ?? 0;
        const where = `${module.relativeModuleId}: ${test.fullName}`;
        if (tries > 0) again.push(`${where} (tried ${tries + 1} times)`);
        else if (runs > 0) again.push(`${where} (made again for want of a valid run: ${runs})`);
      }
    }
    const slowest = modules
      .map((module) => ({ name: module.relativeModuleId, seconds: module.diagnostic().duration / 1000 }))
      .filter(({ seconds }) => seconds > 1)
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, SLOWEST);
    writeFileSync(file, JSON.stringify({ ...counts, again, slowest }));
  }
}
