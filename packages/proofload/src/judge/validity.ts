/**
 * Whether a run can be believed: was the load generator itself the bottleneck, was the machine quiet, did anything get
 * measured at all. Each note names the next thing to try.
 */
import { BROKE_OFF, OTHER, UNHANDLED } from '../measure/error-groups.ts';
import type { ValidityNote } from '../record/schema/verdict.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { littlesLaw } from '../stats/index.ts';
import { formatDuration } from '../units/duration.ts';
import { formatCount } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';
import { formatFigure } from './figure.ts';
import type { Warmup } from './warmup.ts';

const SEND_LAG_FLOOR_MS = 10;
const SEND_LAG_SHARE_OF_P95 = 0.1;
const READ_LAG_FLOOR_MS = 10;
const READ_LAG_SHARE = 0.1;
const MOST_SATURATED_SECONDS = 0.1;
const MOST_STEAL = 0.05;
const MOST_DENIED = 0.1;
const MOST_OTHER_LOAD = 0.25;
const MOST_CENSORED = 0.01;
/** Requirements on failures are mostly of a hundredth or a thousandth: beyond this, they would judge the generator. */
const MOST_LOCAL_ERRORS = 0.001;
const MOST_UNCUT_WARMUP = 0.1;

const LOST_WORKER = 'A worker died: ';

/** The note that a record keeps of a worker that was lost. */
export function lostWorkerNote(reason: string): string {
  return `${LOST_WORKER}${reason}.`;
}

type Check = (run: MeasuredRun, warmup: Warmup) => ValidityNote | undefined;

/** Everything that speaks against believing the run; what makes it invalid first. */
export function validate(run: MeasuredRun, warmup: Warmup): readonly ValidityNote[] {
  return CHECKS.flatMap((check) => check(run, warmup) ?? []);
}

const nothingMeasured: Check = (run) => {
  const isMeasured = run.operations.some(({ count, kind }) => count > 0 && kind !== 'task');
  // A worker that was lost has its reason, which is that of this too.
  if (isMeasured || (run.generator.lost?.workers ?? 0) > 0) return undefined;
  const { censored } = run.totals;
  const message =
    censored > 0
      ? `Nothing was measured: none of ${censored} requests was answered before the run and its grace ended.`
      : `Nothing was measured: no request was made${run.warmupMs > 0 ? ' after the warm-up' : ''}.`;
  const next =
    censored > 0
      ? 'Look whether the target answers at all (proofload hit URL -i 1), and whether the tasks await their requests.'
      : run.operations.length > 0
        ? 'Mend what the tasks threw, which the failures name.'
        : 'Run for longer, or look whether the tasks make any request.';
  return { code: 'nothing-measured', level: 'invalid', message, next };
};

const sendLag: Check = ({ generator, totals }) => {
  const lagMs = generator.sendLag?.p99 ?? 0;
  const p95Ms = totals.latency?.p95 ?? 0;
  if (lagMs <= Math.max(SEND_LAG_FLOOR_MS, SEND_LAG_SHARE_OF_P95 * p95Ms)) return undefined;
  const beside = p95Ms > 0 ? `, beside a p95 of the latency of ${formatDuration(p95Ms)}` : '';
  return {
    code: 'send-lag',
    level: 'invalid',
    message: `The load generator sent requests late: the p99 of its delay is ${formatDuration(lagMs)}${beside}. What was measured is partly the generator.`,
    next: 'Use more workers (--workers 2), less load, or a machine with free cores.',
  };
};

/**
 * How long what streams told lay unread, at most, beside the median time to the first token or event, whose tail has that
 * delay in it. Where it is much of most of them, the run tells of the generator; where of a few, their tails do.
 */
const readLag: Check = ({ operations }) => {
  const [worst] = operations
    .flatMap(({ name, latency, trends: { clientDelay, ttft, firstEvent } }) => {
      if (clientDelay === undefined) return [];
      const mostMs = Math.max(READ_LAG_FLOOR_MS, READ_LAG_SHARE * ((ttft ?? firstEvent ?? latency)?.p50 ?? 0));
      return clientDelay.p99 > mostMs ? [{ name, delay: clientDelay, isMost: clientDelay.p50 > mostMs }] : [];
    })
    .toSorted((a, b) => b.delay.p99 - a.delay.p99);
  if (worst === undefined) return undefined;
  const { name, delay, isMost } = worst;
  return {
    code: 'read-lag',
    level: isMost ? 'invalid' : 'warning',
    message: `The load generator read the streams of ${name} late: what came lay for up to ${formatDuration(delay.p50)} at the median and ${formatDuration(delay.p99)} at the p99. ${isMost ? 'What was measured is partly the generator.' : 'Their tails are partly the generator.'}`,
    next: 'Use more workers (--workers 2), fewer streams at once, or a machine with free cores.',
  };
};

const busyGenerator: Check = ({ generator }) => {
  if (generator.saturated <= MOST_SATURATED_SECONDS) return undefined;
  return {
    code: 'generator-busy',
    level: 'invalid',
    message: `The load generator was the bottleneck: a worker was busy for more than 90 % of the time in ${formatPercent(generator.saturated)} of the seconds.`,
    next: 'Use more workers (--workers 2), less load, or a faster machine; proofload doctor tells what this one can do.',
  };
};

const dropped: Check = ({ generator }) => {
  if (generator.droppedUnasked === 0) return undefined;
  return {
    code: 'dropped',
    level: 'invalid',
    message: `${generator.droppedUnasked} arrivals were dropped although the load sets no limit that asks for it.`,
    next: 'Use more workers (--workers 2), or a lower rate.',
  };
};

/** What a worker would have measured is missing from every figure, and so is the load that it would have made. */
const lostWorkers: Check = ({ generator }) => {
  const workers = generator.lost?.workers ?? 0;
  if (workers === 0) return undefined;
  const reasons = (generator.notes ?? []).filter((note) => note.startsWith(LOST_WORKER));
  const many = workers === 1 ? 'A worker was lost' : `${workers} workers were lost`;
  return {
    code: 'lost-workers',
    level: 'invalid',
    message:
      `${many} during the run, with its part of the load and of what was measured. ${reasons.join(' ')}`.trimEnd(),
    next: 'Mend what ended it (memory, an endless loop, process.exit, a package that crashed), and run again.',
  };
};

const lost: Check = ({ generator }) => {
  const parts = Object.entries(generator.lost ?? {}).filter(([what, count]) => what !== 'workers' && count > 0);
  if (parts.length === 0) return undefined;
  const list = parts.map(([what, count]) => `${what} (${count})`).join(', ');
  return {
    code: 'lost',
    level: 'warning',
    message: `Not everything that was measured is in the record; lost: ${list}.`,
    next: 'Run again before drawing conclusions from rates and counts.',
  };
};

const noisyMachine: Check = ({ generator: { steal = 0, otherLoad = 0, denied = 0 } }) => {
  if (steal > MOST_STEAL) {
    const message = `Other machines on the same host took ${formatPercent(steal)} of the processor's time (steal).`;
    return {
      code: 'noisy-machine',
      level: 'warning',
      message,
      next: 'Run on a quieter machine, or compare in pairs (proofload duet).',
    };
  }
  if (denied > MOST_DENIED) {
    const message = `The load generator was kept from running for ${formatPercent(denied)} of the time, since other processes or a limit of the container took the processor.`;
    return {
      code: 'noisy-machine',
      level: 'warning',
      message,
      next: 'Stop them, raise the limit, or run on a machine of its own.',
    };
  }
  if (otherLoad <= MOST_OTHER_LOAD) return undefined;
  const message = `Other processes took ${formatPercent(otherLoad)} of the processor's time.`;
  return {
    code: 'noisy-machine',
    level: 'warning',
    message,
    next: 'Stop them, or run on a machine of its own; a target on the same machine counts too.',
  };
};

/** What of the load generator's machine was used up, and what helps. */
const LOCAL_LIMITS: Readonly<Record<string, readonly [what: string, next: string]>> = {
  ports: [
    'free ports',
    "Keep connections alive, share them (connections: 'shared' in the target), or connect from more addresses of this machine (sourceAddresses).",
  ],
  descriptors: ['file descriptors', 'Raise the limit of open files (ulimit -n 65536), or use fewer connections.'],
};

/** Failures that the generator's machine is to blame for count as failures, so that every figure of failures has them. */
const localLimits: Check = ({ generator: { localErrors }, operations }) => {
  const parts = Object.entries(localErrors).filter(([, count]) => count > 0);
  if (parts.length === 0) return undefined;
  const requests = operations.reduce((sum, { count }) => sum + count, 0);
  const share = parts.reduce((sum, [, count]) => sum + count, 0) / Math.max(requests, 1);
  const list = parts.map(([name, count]) => `${formatCount(count)} for want of ${LOCAL_LIMITS[name]?.[0] ?? name}`);
  return {
    code: 'local-limits',
    level: share > MOST_LOCAL_ERRORS ? 'invalid' : 'warning',
    message: `The load generator's own machine could not make connections: ${list.join(', ')} (${formatPercent(share)} of all requests). They count as failures, but are none of the target.`,
    next: `${parts.map(([name]) => LOCAL_LIMITS[name]?.[1] ?? '').join(' ')} proofload doctor tells what this machine allows.`,
  };
};

const clockJumps: Check = ({ generator: { clockJumps: jumps } }) => {
  const longest = jumps.toSorted((a, b) => Math.abs(b.jumpMs) - Math.abs(a.jumpMs))[0];
  if (longest === undefined) return undefined;
  return {
    code: 'clock-jump',
    level: 'warning',
    message: `The machine slept or its clock was set during the run, by ${formatDuration(longest.jumpMs)} at ${longest.at}.`,
    next: 'Keep the machine awake, and run again.',
  };
};

const unsettled: Check = (_, { settled }) => {
  if (settled !== false) return undefined;
  return {
    code: 'unsettled',
    level: 'warning',
    message: 'The latency never settled: it kept rising or falling until the end of the run.',
    next: 'Run for longer, cut the beginning (warmup), or look for a leak or a growing backlog.',
  };
};

const uncutWarmup: Check = ({ durationMs, warmupMs }, { detectedMs }) => {
  if (detectedMs === null || detectedMs <= warmupMs + MOST_UNCUT_WARMUP * durationMs) return undefined;
  const seconds = Math.ceil(detectedMs / 1000);
  return {
    code: 'warm-up',
    level: 'warning',
    message: `The first ${formatDuration(seconds * 1000)} differ from the rest of the run and are part of what was judged.`,
    next: `Cut them with warmup: '${seconds}s', or warm the target up before the run.`,
  };
};

const censored: Check = ({ totals }) => {
  const share = totals.censored / (totals.count + totals.censored);
  if (totals.count === 0 || share <= MOST_CENSORED) return undefined;
  return {
    code: 'censored',
    level: 'warning',
    message: `${totals.censored} requests (${formatPercent(share)}) were unsent or unanswered when the run ended; their latencies would have been among the largest.`,
    next: 'Lower the rate to what the target can serve, or give it longer to finish (stopTimeout).',
  };
};

const cutShort: Check = ({ end }) => {
  if (end === 'completed') return undefined;
  const how = { interrupted: 'was interrupted', killed: 'was killed', aborted: 'was aborted' }[end];
  return {
    code: 'cut-short',
    level: 'warning',
    message: `The run ${how} before its load was complete; what was measured until then is judged.`,
    next: 'Run it to its end before comparing it with others.',
  };
};

/** N = X (R + Z), by Little: what users did has to add up to the time for which they were there. */
const population: Check = ({ generator }) => {
  if (generator.population === undefined) return undefined;
  const { users, throughput, iterationMs, betweenMs } = generator.population;
  const [responseTime, thinkTime] = [iterationMs / 1000, betweenMs / 1000];
  const { expectedUsers, difference, holds } = littlesLaw({ users, throughput, responseTime, thinkTime });
  if (holds) return undefined;
  const there = `${formatFigure(users, 'number')} users were there on average, and the iterations that they completed, with what is between these, account for ${formatFigure(expectedUsers, 'number')} (${formatFigure(difference, 'change')})`;
  return {
    code: 'littles-law',
    level: 'warning',
    message: `The run does not add up by Little's law: ${there}.`,
    next:
      difference < 0
        ? 'Look for iterations that never ended (requests without an answer, a short stopTimeout) and for a start that throws: the rates are those of fewer users.'
        : 'Some users were lost sight of; run again, and look under notes for workers or seconds that were lost.',
  };
};

/** What tasks threw of a kind: how often, and what most often, as the middle of a sentence. */
function thrown({ operations }: MeasuredRun, isMeant: (type: string, name: string) => boolean) {
  const all = operations
    .filter(({ kind }) => kind === 'task')
    .flatMap(({ name, errors }) => errors.map((error) => ({ ...error, name })))
    .filter(({ type, name }) => isMeant(type, name));
  const [worst] = all.toSorted((a, b) => b.count - a.count);
  if (worst === undefined) return undefined;
  const count = all.reduce((sum, error) => sum + error.count, 0);
  const times = count === 1 ? 'once' : `${formatCount(count)} times`;
  return { times, name: worst.name, what: worst.message.replace(/\.$/, '') };
}

/** What tasks throw is no operation of the service, and yet an iteration that broke off there measured less than it was to. */
const taskErrors: Check = (run) => {
  const found = thrown(run, (type, name) => type !== BROKE_OFF && name !== UNHANDLED);
  if (found === undefined) return undefined;
  return {
    code: 'task-errors',
    level: 'warning',
    message: `Code of the suite threw ${found.times}, most often ${found.name}: ${found.what}. Such an iteration breaks off.`,
    next: 'Mend the task, or let it look at response.ok before it uses the answer.',
  };
};

const unhandledErrors: Check = (run) => {
  const found = thrown(run, (_, name) => name === UNHANDLED);
  if (found === undefined) return undefined;
  return {
    code: 'unhandled-errors',
    level: 'warning',
    message: `Code of the suite threw ${found.times} where no task could catch it, most often: ${found.what}.`,
    next: 'Await every promise, and catch errors within callbacks: no iteration knows of these, nor breaks off.',
  };
};

const brokenOff: Check = (run) => {
  const found = thrown(run, (type, name) => type === BROKE_OFF && name !== UNHANDLED);
  if (found === undefined) return undefined;
  return {
    code: 'broke-off',
    level: 'warning',
    message: `Tasks broke off ${found.times} because something that they asked for had failed, most often ${found.name}: ${found.what}. What such an iteration was still to do was not measured.`,
    next: 'Mend that failure first; where the task is to go on, let it look at ok or catch the error.',
  };
};

const manyNames: Check = ({ operations }) => {
  const count = operations.filter(({ name }) => name === OTHER).reduce((sum, other) => sum + other.count, 0);
  if (count === 0) return undefined;
  const many = count === 1 ? '1 request is' : `${count} requests are`;
  return {
    code: 'many-names',
    level: 'warning',
    message: `There are more names of operations than are told apart: ${many} counted together as ${OTHER}.`,
    next: 'Write paths that hold values with the template tag http.path, or give such requests one name.',
  };
};

const CHECKS: readonly Check[] = [
  nothingMeasured,
  sendLag,
  readLag,
  busyGenerator,
  dropped,
  lostWorkers,
  localLimits,
  lost,
  noisyMachine,
  clockJumps,
  unsettled,
  uncutWarmup,
  censored,
  cutShort,
  population,
  taskErrors,
  unhandledErrors,
  brokenOff,
  manyNames,
];
