/**
 * Every option, in one table. The command's flags, the environment's variables, the configuration file, `proofload
 * config` and the documentation are all made from it.
 */
import {
  address,
  arrivals,
  duration,
  durationOrAuto,
  filePrefix,
  rate,
  stages,
  text,
  toggle,
  type ValueForm,
  whole,
  wholeOrAuto,
  word,
  words,
} from './option-values.ts';

/** One option. */
export interface Option<Value> extends ValueForm<Value> {
  /** The flag without its dashes: `spawn-rate`. */
  readonly name: string;
  /** The flag in full where the name is a letter alone: `keyword`; else the name. */
  readonly long: string;
  /** The flag's letter: `r`. */
  readonly letter: string | undefined;
  /** The environment's variable: `PROOFLOAD_SPAWN_RATE`. */
  readonly variable: string;
  /** The key in the configuration file: `spawnRate`. */
  readonly key: string;
  /** What it does, as a sentence for the help. */
  readonly help: string;
  /** The value when nothing gives one; what `undefined` means is in the help. */
  readonly default: Value | undefined;
}

interface Description<Value> {
  readonly form: ValueForm<Value>;
  readonly long?: string;
  readonly letter?: string;
  readonly default?: Value;
  readonly help: string;
}

function describe<Value>(description: Description<Value>): Description<Value> {
  return description;
}

/** What a process can tell its caller: of a larger code only the rest by 256 would arrive. */
const MOST_EXIT_CODE = 255;

const DESCRIPTIONS = {
  users: describe({ form: whole(1), letter: 'u', help: 'Run this many virtual users.' }),
  'spawn-rate': describe({ form: rate, letter: 'r', help: 'Start so many users a second; fractions are allowed.' }),
  'run-time': describe({
    form: durationOrAuto,
    letter: 't',
    help: 'Run for so long ("90" and "1m30s" are the same), or "auto": until every requirement is decided.',
  }),
  host: describe({ form: address, letter: 'H', help: "Test this address in place of the suite's target." }),
  iterations: describe({
    form: whole(1),
    letter: 'i',
    help: 'Do this many iterations, then end: in all, or for each user where the suite counts its own so.',
  }),
  rate: describe({
    form: rate,
    help: 'Start so many iterations a second ("100/s", "30/m"), whatever the target does.',
  }),
  'max-users': describe({
    form: whole(1),
    help: 'With a rate: have at most so many virtual users; default: one for each arrival of a second, 50 to 10,000.',
  }),
  stage: describe({
    form: stages,
    help: 'Go to so many users ("30s:100") or to a rate ("30s:100/s") within a time; repeat it for further stages.',
  }),
  arrivals: describe({ form: arrivals, help: 'With a rate: how arrivals are spread; default: constant.' }),
  overflow: describe({
    form: word(['wait', 'drop']),
    help: 'With a rate: let arrivals without a free user wait (the default) or drop them.',
  }),
  k: describe({
    form: text('EXPRESSION'),
    long: 'keyword',
    letter: 'k',
    help: 'Run the tasks whose user, task, operation or scenario is named so: "foo and not bar".',
  }),
  tags: describe({ form: words, letter: 'T', help: 'Run the tasks with one of these tags.' }),
  'exclude-tags': describe({ form: words, letter: 'E', help: 'Leave out the tasks with one of these tags.' }),
  profile: describe({
    form: text('NAME'),
    help: 'Take the load of this profile: light, medium, heavy, spike, endurance or your own.',
  }),
  scenario: describe({ form: text('NAME'), help: 'Run this scenario of the suite.' }),
  workers: describe({
    form: wholeOrAuto(1),
    default: 'auto',
    help: 'Generate the load in so many threads; "auto" takes what the load needs and leaves a core to the rest.',
  }),
  headless: describe({
    form: toggle,
    default: false,
    help: 'Print a plain line now and then, in place of the live view.',
  }),
  html: describe({ form: text('FILE'), help: 'Write a report as a self-contained web page.' }),
  json: describe({ form: text('FILE'), help: 'Write the run record.' }),
  csv: describe({ form: filePrefix, help: "Write Locust's CSV files." }),
  junit: describe({ form: text('FILE'), help: 'Write requirements and comparisons as JUnit XML.' }),
  markdown: describe({ form: text('FILE'), help: 'Write a report as Markdown.' }),
  out: describe({ form: text('DIR'), default: '.proofload', help: 'Keep runs and baselines in this folder.' }),
  save: describe({ form: text('NAME'), help: 'Add the run to this baseline, which is made where there is none.' }),
  autosave: describe({
    form: toggle,
    default: false,
    help: 'Add the run to the baseline of its suite, scenario and branch; one of another load is replaced.',
  }),
  baseline: describe({
    form: text('REF'),
    help: 'Compare with a baseline by name, a run ("0007", "latest", a path), a branch or a commit.',
  }),
  'fail-on': describe({
    form: text('SEVERITY|LIMITS'),
    default: 'minor',
    help: 'Fail on regressions of this severity: none, minor, major, critical, or by limits: "p95:10%,mean:5ms".',
  }),
  force: describe({
    form: toggle,
    default: false,
    help: 'Compare also with a baseline of another suite, load or target.',
  }),
  runs: describe({
    form: wholeOrAuto(1),
    default: 1,
    help: 'Run so many times and compare all of them; "auto": until the comparison is decided, at most 9 times.',
  }),
  strict: describe({
    form: toggle,
    default: false,
    help: 'Take what is not clearly decided as inconclusive, and fail on that.',
  }),
  'exit-code-on-error': describe({
    form: whole(0, MOST_EXIT_CODE),
    help: 'Exit with this code when any request failed, whatever the verdict.',
  }),
  seed: describe({
    form: whole(Number.MIN_SAFE_INTEGER),
    default: 1,
    help: 'Draw everything random from this number: the same seed gives the same tasks, waits and arrivals.',
  }),
  warmup: describe({
    form: duration({ zero: true }),
    default: 0,
    help: 'Leave so much of the beginning out of what is judged.',
  }),
  'stop-timeout': describe({
    form: duration({ zero: true }),
    default: 30_000,
    help: 'Let iterations go on for so long after the end.',
  }),
  timeout: describe({ form: duration({ zero: false }), default: 60_000, help: 'Give up on a request after so long.' }),
  'max-run-time': describe({
    form: duration({ zero: false }),
    default: 600_000,
    help: 'With "-t auto" or a number of iterations, end after so long; with "--runs auto", all runs together.',
  }),
  'no-health-check': describe({
    form: toggle,
    default: false,
    help: 'Begin without looking whether the target answers.',
  }),
  quiet: describe({ form: toggle, letter: 'q', default: false, help: 'Print the verdict and nothing else.' }),
  verbose: describe({
    form: toggle,
    letter: 'v',
    default: false,
    help: 'Print what the suite logs, and each failure.',
  }),
} as const;

/** The name of an option. */
export type OptionName = keyof typeof DESCRIPTIONS;

type ValueOf<One> = One extends Description<infer Value> ? Value : never;

/** The values of all options, by name; `undefined` where nothing gives one. */
export type OptionValues = { readonly [Name in OptionName]: ValueOf<(typeof DESCRIPTIONS)[Name]> | undefined };

/** The environment's variable for the name of an option: `PROOFLOAD_SPAWN_RATE` for `spawn-rate`. */
export function variableOf(name: string): string {
  return `PROOFLOAD_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** Every option by name, in the order of the help. */
export const OPTIONS = Object.fromEntries(
  Object.entries<Description<unknown>>(DESCRIPTIONS).map(([name, { form, long, letter, help, default: value }]) => [
    name,
    {
      ...form,
      name,
      long: long ?? name,
      letter,
      help,
      default: value,
      variable: variableOf(name),
      key: name.replace(/-(\w)/g, (_, initial: string) => initial.toUpperCase()),
    },
  ]),
) as unknown as { readonly [Name in OptionName]: Option<ValueOf<(typeof DESCRIPTIONS)[Name]>> };

/** The names of all options, in the order of the help. */
export const OPTION_NAMES = Object.keys(DESCRIPTIONS) as readonly OptionName[];
