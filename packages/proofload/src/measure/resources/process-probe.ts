/** Processor, memory, threads, descriptors and network of a process with all that it has started. Linux only. */

import { ResourceError, type ResourceProbe, type ResourceReading } from './probe.ts';
import {
  commandOf,
  descriptorCount,
  ownNetwork,
  PROC,
  type ProcessEntry,
  readProcesses,
  residentBytes,
} from './proc.ts';

/** Which process: by its number, by its group, or by a part of the command that started it. */
export type ProcessChoice = { readonly pid: number } | { readonly group: number } | { readonly command: string };

/**
 * `cpu` is a share of one core, so it may be above 1; `memory` is resident and counts what processes share for each.
 *
 * @example
 * const probe = new ProcessProbe('api', { command: 'node service.js' });
 * await probe.read(); // [{ metric: 'memory', unit: 'bytes', value: 52428800, counter: false }, …]
 */
export class ProcessProbe implements ResourceProbe {
  readonly name: string;
  readonly #choice: ProcessChoice;
  readonly #root: string;

  /** @param root - where processes are told of; tests have their own */
  constructor(name: string, choice: ProcessChoice, root = PROC) {
    this.name = name;
    this.#choice = choice;
    this.#root = root;
  }

  async read(): Promise<readonly ResourceReading[]> {
    const root = this.#root;
    const all = readProcesses(root);
    if (all === undefined) throw new ResourceError(`processes are read from ${PROC}, which this system does not have.`);
    const chosen = withDescendants(this.#choose(all), all);
    if (chosen.length === 0) throw new ResourceError(`there is no ${describe(this.#choice)}.`);
    const sum = (of: (entry: ProcessEntry) => number | undefined): number =>
      chosen.reduce((total, entry) => total + (of(entry) ?? 0), 0);
    const descriptors = sum(({ pid }) => descriptorCount(pid, root));
    const network = ownNetwork(chosen[0]!.pid, root);
    const level = { counter: false } as const;
    const counter = { counter: true } as const;
    return [
      { metric: 'cpu', unit: 'ratio', value: sum(({ cpuSeconds }) => cpuSeconds), ...counter },
      { metric: 'memory', unit: 'bytes', value: sum(({ pid }) => residentBytes(pid, root)), ...level },
      { metric: 'threads', unit: 'number', value: sum(({ threads }) => threads), ...level },
      ...(descriptors > 0 ? [{ metric: 'descriptors', unit: 'number', value: descriptors, ...level } as const] : []),
      ...(network === undefined
        ? []
        : ([
            { metric: 'networkIn', unit: 'perSecond', value: network.received, ...counter },
            { metric: 'networkOut', unit: 'perSecond', value: network.sent, ...counter },
          ] as const)),
    ];
  }

  #choose(all: readonly ProcessEntry[]): readonly ProcessEntry[] {
    const choice = this.#choice;
    if ('pid' in choice) return all.filter(({ pid }) => pid === choice.pid);
    if ('group' in choice) return all.filter(({ group }) => group === choice.group);
    // Proofload's own command may name the service too, and so may the shell that it was typed into.
    const own = ancestors(process.pid, all);
    return all.filter(({ pid }) => !own.has(pid) && commandOf(pid, this.#root).includes(choice.command));
  }
}

function describe(choice: ProcessChoice): string {
  if ('pid' in choice) return `process ${choice.pid}`;
  return 'group' in choice ? `process in the group ${choice.group}` : `process whose command has “${choice.command}”`;
}

/** A process and those that it descends from. */
function ancestors(pid: number, all: readonly ProcessEntry[]): ReadonlySet<number> {
  const parents = new Map(all.map((entry) => [entry.pid, entry.parent]));
  const found = new Set<number>();
  for (let next: number | undefined = pid; next !== undefined && !found.has(next); next = parents.get(next)) {
    found.add(next);
  }
  return found;
}

function withDescendants(chosen: readonly ProcessEntry[], all: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const found = new Map(chosen.map((entry) => [entry.pid, entry]));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const entry of all) if (found.has(entry.parent)) found.set(entry.pid, entry);
  }
  return [...found.values()];
}
