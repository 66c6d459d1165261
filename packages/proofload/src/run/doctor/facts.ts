/** What the system says of itself that matters to a load generator. What it does not tell is `undefined`. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { MachineMeter, type MachineUse } from '../machine-meter.ts';

/** A machine, as Linux tells of it; elsewhere much is left open. */
export interface MachineFacts {
  readonly node: string;
  readonly cores: number;
  readonly processor: string;
  /** Open files that this process may have, connections included, and the most that it may ask for. */
  readonly descriptors: { readonly soft: number; readonly hard: number } | undefined;
  /** Local ports for outgoing connections: so many to one address at once. */
  readonly ports: number | undefined;
  /** Such as `tsc`, `kvm-clock`, `hpet`. */
  readonly clockSource: string | undefined;
  /** Such as `performance`, `powersave`. */
  readonly governor: string | undefined;
  /** What took the processor while nothing was asked of it. */
  readonly idle: MachineUse | undefined;
}

const PORTS = '/proc/sys/net/ipv4/ip_local_port_range';
const CLOCK = '/sys/devices/system/clocksource/clocksource0/current_clocksource';
const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

/** Gathers the facts. @param lookMs - how long the machine is looked at while nothing is asked of it */
export async function readFacts(lookMs: number): Promise<MachineFacts> {
  const meter = new MachineMeter();
  await sleep(lookMs);
  return {
    node: process.version,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    descriptors: descriptorsIn(read('/proc/self/limits') ?? ''),
    ports: portsIn(read(PORTS) ?? ''),
    clockSource: read(CLOCK),
    governor: read(GOVERNOR),
    idle: meter.look(),
  };
}

/** The line `Max open files  1024  1048576  files` of `/proc/self/limits`. */
export function descriptorsIn(limits: string): MachineFacts['descriptors'] {
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits) ?? [];
  if (soft === undefined || hard === undefined) return undefined;
  const numberOf = (text: string) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));
  return { soft: numberOf(soft), hard: numberOf(hard) };
}

/** `32768	60999`: both are included. */
export function portsIn(range: string): number | undefined {
  const [first, last] = range.split(/\s+/).map(Number);
  return first === undefined || last === undefined || !(last >= first) ? undefined : last - first + 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}
