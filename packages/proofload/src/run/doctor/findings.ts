/** What the facts of a machine mean for load generated on it, each with its remedy. */

import { pacingText } from '../../record/pacing-text.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import type { MachineFacts } from './facts.ts';
import type { SelfTest } from './self-test.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly code: string;
  /** `unknown` where the system does not tell. */
  readonly level: 'ok' | 'warning' | 'unknown';
  readonly what: string;
  readonly found: string;
  /** What to do about a warning. */
  readonly remedy?: string;
}

/** Below these a machine gets in the way of ordinary loads. */
const LEAST = { cores: 2, descriptors: 4_096, ports: 20_000, requestsPerSecond: 2_000, spunShare: 0.5 };
/** Above these it does. */
const MOST = { steal: 0.02, otherLoad: 0.1, sendLagMs: 2, loopLagMs: 10 };
/** For any load that one machine generates. */
const ENOUGH_DESCRIPTORS = 65_536;

/** Clocks that are read without a call into the kernel. */
const FAST_CLOCKS = /^(?:tsc|kvm-clock|hyperv_clocksource.*|arch_sys_counter)$/;

export function findingsOf(facts: MachineFacts, test: SelfTest): readonly Finding[] {
  const { cores, descriptors, ports, clockSource, governor, idle } = facts;
  const { raisedPriority, spunShare } = test.pacing;
  return [
    finding('capacity', 'requests generated', `${formatRate(test.requestsPerSecond)} by one worker`, {
      isWrong: test.requestsPerSecond < LEAST.requestsPerSecond,
      remedy: 'Use a machine with faster or more cores, or several (--workers).',
    }),
    finding('send-lag', `send lag at ${formatRate(test.pacedRate)}`, `p99 ${formatDuration(test.sendLagP99Ms)}`, {
      isWrong: test.sendLagP99Ms > MOST.sendLagMs,
      remedy: raisedPriority
        ? 'Close other programs, or leave a core free.'
        : 'Close other programs, leave a core free, or raise the priority (run as root, or CAP_SYS_NICE).',
    }),
    finding('loop-lag', 'event-loop lag', `p99 ${formatDuration(test.loopLagP99Ms)}`, {
      isWrong: test.loopLagP99Ms > MOST.loopLagMs,
      remedy: 'Other work holds the processor up; look at what runs beside.',
    }),
    finding('priority', 'priority of workers', raisedPriority ? 'raised' : 'ordinary'),
    finding('pacing', `pacing at ${formatRate(test.pacedRate)}`, pacingText(test.pacing), {
      isWrong: spunShare < LEAST.spunShare,
      remedy: pacingRemedy(test.pacing),
    }),
    finding('cores', 'processor cores', `${cores}`, {
      isWrong: cores < LEAST.cores,
      remedy: 'With one core the generator and everything else take turns: use a machine with two or more.',
    }),
    finding('descriptors', 'open files', descriptors && formatLimit(descriptors.soft), {
      isWrong: (descriptors?.soft ?? Number.POSITIVE_INFINITY) < LEAST.descriptors,
      remedy: descriptorRemedy(descriptors),
    }),
    finding('ports', 'local ports', ports === undefined ? undefined : formatCount(ports), {
      isWrong: (ports ?? Number.POSITIVE_INFINITY) < LEAST.ports,
      remedy: 'sysctl -w net.ipv4.ip_local_port_range="1024 65535", or keep connections open.',
    }),
    finding('clock', 'clock source', clockSource, {
      isWrong: clockSource !== undefined && !FAST_CLOCKS.test(clockSource),
      remedy: 'Each look at the clock goes into the kernel; boot with clocksource=tsc where the processor allows it.',
    }),
    finding('governor', 'processor governor', governor, {
      isWrong: governor !== undefined && governor !== 'performance',
      remedy: 'Clock rates go up and down with the load: cpupower frequency-set -g performance.',
    }),
    finding('steal', 'taken by the host', idle && formatPercent(idle.steal), {
      isWrong: (idle?.steal ?? 0) > MOST.steal,
      remedy: 'Other machines on the same host disturb this one: use a dedicated one, or compare with more runs.',
    }),
    finding('other-load', 'taken by other programs', idle && formatPercent(idle.otherLoad), {
      isWrong: (idle?.otherLoad ?? 0) > MOST.otherLoad,
      remedy: 'Close what else runs; what is measured beside it is partly that.',
    }),
  ];
}

function finding(
  code: string,
  what: string,
  found: string | undefined,
  fault?: { readonly isWrong: boolean; readonly remedy: string },
): Finding {
  if (found === undefined) return { code, level: 'unknown', what, found: 'the system does not tell' };
  if (fault?.isWrong !== true) return { code, level: 'ok', what, found };
  return { code, level: 'warning', what, found, remedy: fault.remedy };
}

/** How sends would be more exact than timers are. */
function pacingRemedy({ raisedPriority, realTimeShare }: SelfTest['pacing']): string {
  const free = 'Timers are up to 1 ms late: leave each worker a core to spin on, free of other programs and limits';
  if (realTimeShare > 0) return `${free}.`;
  const denied = raisedPriority ? 'with chrt (util-linux) installed' : 'as root, or with CAP_SYS_NICE,';
  return `${free}; ${denied} workers at least go before other programs.`;
}

/** Up to the hard limit anybody may go, and Node.js does so by itself; past it only who runs the machine. */
function descriptorRemedy(descriptors: MachineFacts['descriptors']): string {
  const { soft, hard } = descriptors ?? { soft: 0, hard: 0 };
  if (hard > soft) return `Each connection takes one: ulimit -n ${Math.min(hard, ENOUGH_DESCRIPTORS)}.`;
  const wanted = ENOUGH_DESCRIPTORS;
  return `Each connection takes one: as root, ulimit -n ${wanted}; LimitNOFILE=${wanted} of a systemd service, --ulimit nofile=${wanted} of a container.`;
}

function formatLimit(limit: number): string {
  return Number.isFinite(limit) ? formatCount(limit) : 'unlimited';
}
