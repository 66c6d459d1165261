/**
 * Waits: the pause of a virtual user between two iterations.
 *
 * A wait that can't be read stands in its place until the suite is checked, so that it is reported with its path
 * (`users[0].wait`) and together with all other problems.
 */
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { parseRate } from '../units/rate.ts';
import { type Fault, isRecord, show } from './problem.ts';
import type { Duration, Rate, Wait } from './types.ts';

/** What stands for a wait that could not be read; only `validate.ts` ever sees it. */
interface FaultyWait {
  readonly kind: 'faulty';
  readonly message: string;
  readonly hint: string | undefined;
}

/**
 * No pause: the next iteration begins when the last one ended.
 *
 * @example
 * user('Stress', { wait: none(), tasks: { read: ({ http }) => http.get('/books') } });
 */
export function none(): Wait {
  return { kind: 'none' };
}

/**
 * The same pause each time.
 *
 * @example
 * constant('1s');
 */
export function constant(duration: Duration): Wait {
  return reading('constant', () => ({ kind: 'constant', ms: read(duration) }));
}

/**
 * A pause drawn evenly between two durations, both included.
 *
 * @example
 * between('1s', '3s');
 */
export function between(shortest: Duration, longest: Duration): Wait {
  return reading('between', () => {
    const [minMs, maxMs] = [read(shortest), read(longest)];
    if (minMs <= maxMs) return { kind: 'between', minMs, maxMs };
    const [from, to] = [show(shortest), show(longest)];
    return faulty(`between(${from}, ${to}) ends before it begins`, `Write between(${to}, ${from}).`);
  });
}

/**
 * Iterations begin this long after one another, however long each takes, as far as that is possible: one that took
 * longer is followed at once, and each is measured from when it was meant to begin.
 *
 * @example
 * pacing('10s'); // six iterations a minute
 */
export function pacing(duration: Duration): Wait {
  return reading('pacing', () => ({ kind: 'pacing', ms: read(duration) }));
}

/**
 * So many iterations of each virtual user in a time: {@link pacing} by its inverse.
 *
 * @example
 * throughput('2/s'); // pacing('500ms')
 */
export function throughput(rate: Rate): Wait {
  return reading('throughput', () => {
    const perSecond = parseRate(rate);
    if (perSecond > 0) return { kind: 'pacing', ms: 1000 / perSecond };
    return faulty(`throughput() takes a rate above 0, got ${show(rate)}`, undefined);
  });
}

function read(duration: Duration): number {
  return parseDuration(duration, { bareUnit: 's' });
}

/** What `make` gives, or what stands for it where a duration or rate in it cannot be read. */
export function reading<Made>(name: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    const quantity = error.code === 'invalid-rate' ? 'a rate' : 'durations';
    return faulty(`${name}() takes ${quantity}, got ${show(error.text)}`, error.accepted);
  }
}

function faulty<Made>(message: string, hint: string | undefined): Made {
  const wait: FaultyWait = { kind: 'faulty', message, hint };
  // It never leaves the suite's definition: `defineSuite` throws where there is one.
  return wait as unknown as Made;
}

/** Why something is no wait; `undefined` for one that is. */
export function faultOf(wait: unknown): Fault | undefined {
  const hint = 'Make it with none(), constant(), between(), pacing() or throughput().';
  if (!isRecord(wait)) return { message: `must be a wait, got ${show(wait)}`, hint };
  const { kind, message, hint: advice, ms, minMs, maxMs } = wait;
  if (kind === 'faulty') return { message: String(message), hint: advice === undefined ? undefined : String(advice) };
  const isTime = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
  const sound =
    kind === 'none' ||
    ((kind === 'constant' || kind === 'pacing') && isTime(ms)) ||
    (kind === 'between' && isTime(minMs) && isTime(maxMs) && Number(minMs) <= Number(maxMs));
  return sound ? undefined : { message: 'must be a wait, got an object', hint };
}
