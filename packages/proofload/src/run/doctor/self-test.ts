/** What this machine generates, found by loading a sink in another thread for a few seconds. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { LoadRun, type Pacing } from '../../engine/coordinator.ts';
import type { Aggregate } from '../../measure/aggregate.ts';
import type { Histogram } from '../../measure/histogram.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { Measurements } from '../../record/measurements.ts';
import { hitSuite } from '../hit-suite.ts';
import { loadSuite } from '../load-suite.ts';

export interface SelfTest {
  /** Of one worker, flat out. */
  readonly requestsPerSecond: number;
  /** Arrivals a second under which the lag was measured. */
  readonly pacedRate: number;
  readonly sendLagP99Ms: number;
  readonly loopLagP99Ms: number;
  readonly pacing: Pacing;
}

/** Arrivals a second of the second part. */
export const PACED_RATE = 1_000;

/**
 * @param seconds - of each of the two parts: flat out, and paced
 * @param onPart - called as each of them begins
 */
export async function selfTest(seconds: number, onPart: () => void): Promise<SelfTest> {
  const sink = new Worker(new URL('./sink.js', import.meta.url));
  try {
    const port = await new Promise<number>((resolve, reject) => sink.once('message', resolve).once('error', reject));
    const url = new URL(`http://127.0.0.1:${port}/`);
    const lasts = { 'run-time': `${seconds}s`, workers: '1' };
    onPart();
    const flatOut = await load(url, { ...lasts, users: '50' });
    onPart();
    const paced = await load(url, { ...lasts, rate: `${PACED_RATE}/s` });
    const { sendLag, loopLag } = paced.counted.generator;
    return {
      requestsPerSecond: flatOut.counted.merged(flatOut.counted.operations).count / seconds,
      pacedRate: PACED_RATE,
      sendLagP99Ms: p99(sendLag),
      loopLagP99Ms: p99(loopLag),
      pacing: paced.pacing,
    };
  } finally {
    await sink.terminate();
  }
}

async function load(url: URL, flags: Readonly<Record<string, string>>): Promise<Loaded> {
  const request = { method: 'GET', headers: {}, body: undefined, expect: 200, requirements: [], verify: true };
  const file = await hitSuite({ url, ...request });
  try {
    const { suite, bundle } = await loadSuite(file.path, false);
    try {
      const cores = availableParallelism();
      const made = { suite, suiteFile: file.path, suiteHash: bundle.hash, cores, flags, environment: {} };
      const measured = new Measurements(0);
      const run = new LoadRun({
        plan: makePlan(made),
        bundle: bundle.url,
        onStart: () => {},
        onSlice: (slice) => measured.add(slice),
        onLog: () => {},
      });
      const { pacing } = await run.done;
      return { counted: measured.counted, pacing };
    } finally {
      await bundle.remove();
    }
  } finally {
    await file.remove();
  }
}

interface Loaded {
  readonly counted: Aggregate;
  readonly pacing: Pacing;
}

function p99(histogram: Histogram): number {
  return histogram.count === 0 ? 0 : histogram.quantile(0.99);
}
