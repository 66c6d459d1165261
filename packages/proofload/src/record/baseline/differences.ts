/**
 * In what two groups of runs differ beside what was measured: differences that make a comparison senseless, and those of
 * the environment, which it has to name.
 */

import { writeDuration } from '../../units/duration.ts';
import type { RecordedLoad } from '../schema/header.ts';
import type { RunSetting } from './schema.ts';

/** How runs differ, a sentence each. */
export interface Differences {
  /** Of suite, scenario, load, users, warm-up and target: a comparison is refused unless it is asked for all the same. */
  readonly refusals: readonly string[];
  /** Of the machine, its software, and the suite's content. */
  readonly notes: readonly string[];
}

/** What is looked at of a run: its name and how it reads; nothing where it is not known. */
interface Aspect {
  readonly name: string;
  readonly of: (run: RunSetting) => string | null | undefined;
}

const REFUSED: readonly Aspect[] = [
  { name: 'suite', of: ({ suite }) => suite?.name },
  { name: 'scenario', of: (run) => (run.suite === null ? undefined : (run.scenario ?? 'none')) },
  { name: 'load', of: ({ load }) => load && describeLoad(load) },
  {
    name: 'users',
    of: ({ users }) => users?.map(({ name, weight, count }) => `${name} (${count ?? `weight ${weight}`})`).join(', '),
  },
  { name: 'warm-up', of: (run) => (run.suite === null ? undefined : writeDuration(run.warmupMs)) },
  { name: 'target', of: ({ target }) => target },
];

const NOTED: readonly Aspect[] = [
  { name: 'processor', of: ({ environment }) => environment?.cpu },
  { name: 'number of cores', of: ({ environment }) => environment?.cores.toString() },
  { name: 'memory', of: ({ environment }) => environment && `${Math.round(environment.memory / 2 ** 30)} GiB` },
  { name: 'host', of: ({ environment }) => environment?.host },
  { name: 'operating system', of: ({ environment }) => environment?.os },
  { name: 'version of Node.js', of: ({ environment }) => environment?.node },
  { name: 'version of Proofload', of: ({ environment }) => environment?.proofload },
  { name: "suite's content", of: ({ suite }) => suite?.hash.slice(0, 8) },
];

/** How the runs before and those after differ; what one side does not know is no difference. */
export function differencesOf(before: readonly RunSetting[], after: readonly RunSetting[]): Differences {
  return { refusals: sentences(REFUSED, before, after), notes: sentences(NOTED, before, after) };
}

function sentences(
  aspects: readonly Aspect[],
  before: readonly RunSetting[],
  after: readonly RunSetting[],
): readonly string[] {
  return aspects.flatMap(({ name, of }) => {
    const [from, to] = [valuesOf(before, of), valuesOf(after, of)];
    if (from.length === 0 || to.length === 0 || from.join() === to.join()) return [];
    const [was, is] = name === 'users' ? ['were', 'are'] : ['was', 'is'];
    const [old, now] = told(from.join(' or '), to.join(' or '));
    return [`The ${name} ${was} ${old} and ${is} ${now} now.`];
  });
}

/** A load of many stages would fill a page. */
const MOST_TOLD = 120;
/** What stands before the first difference, where what is told begins there. */
const LEAD = 30;

/** Two texts, of long ones the part where they begin to differ. */
function told(before: string, now: string): readonly [string, string] {
  const isLong = before.length > MOST_TOLD || now.length > MOST_TOLD;
  let same = 0;
  while (isLong && before[same] === now[same]) same += 1;
  const from = same > LEAD ? same - LEAD : 0;
  const part = (text: string) =>
    `${from > 0 ? '… ' : ''}${text.slice(from, from + MOST_TOLD)}${text.length > from + MOST_TOLD ? ' …' : ''}`;
  return [part(before), part(now)];
}

function valuesOf(runs: readonly RunSetting[], of: Aspect['of']): readonly string[] {
  return [...new Set(runs.flatMap((run) => of(run) ?? []))].sort();
}

/** A load in words, the same for equal loads only. */
export function describeLoad(load: RecordedLoad): string {
  switch (load.model) {
    case 'closed': {
      const stages = load.stages.map(({ durationMs, users }) => `${manyUsers(users)} in ${writeDuration(durationMs)}`);
      return [manyUsers(load.startUsers), ...stages].join(', then ');
    }
    case 'open': {
      const stages = load.stages.map(({ durationMs, rate }) => `${rate}/s in ${writeDuration(durationMs)}`);
      const arrivals = typeof load.arrivals === 'string' ? load.arrivals : `gamma ${load.arrivals.gamma}`;
      const how = `(${arrivals} arrivals, at most ${manyUsers(load.maxUsers)}, ${load.overflow} on overflow)`;
      return `${[`${load.startRate}/s`, ...stages].join(', then ')} ${how}`;
    }
    case 'iterations': {
      const { iterations, users, shared, spawnRate, maxDurationMs } = load;
      const spawn = spawnRate === undefined ? '' : `, ${spawnRate} users/s`;
      return `${iterations} iterations ${shared ? 'shared by' : 'for each of'} ${manyUsers(users)}${spawn}, at most ${writeDuration(maxDurationMs)}`;
    }
    case 'replay': {
      const { file, rows, speed, loops, maxUsers, overflow } = load;
      return `${rows} rows of ${file}, ${loops} times at speed ${speed} (at most ${manyUsers(maxUsers)}, ${overflow} on overflow)`;
    }
    case 'several':
      return load.parts
        .map(({ startMs, runTimeMs, users, load: part }) => {
          const times = `from ${writeDuration(startMs)} for ${writeDuration(runTimeMs)}`;
          return `${users.join(', ')} ${times}: ${describeLoad(part)}`;
        })
        .join('; ');
  }
}

function manyUsers(count: number): string {
  return count === 1 ? '1 user' : `${count} users`;
}
