/** The commands and their flags. Each command is loaded only when it is called. */
import {
  buildApplication,
  buildCommand,
  buildRouteMap,
  type Command,
  help,
  version as versionFlag,
} from '@stricli/core';
import { OPTION_NAMES, type OptionName } from '../plan/options.ts';
import { version } from '../run/version.ts';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { explainFailure } from './failures.ts';
import { type Flag, flagsOf, parametersOf, type TypedFlags } from './flags.ts';

/** What a command's file exports as its default. */
export type CommandFunction = (context: CliContext, flags: TypedFlags, args: readonly string[]) => Promise<ExitCode>;

interface Description {
  readonly brief: string;
  readonly details?: string;
  readonly flags: readonly Flag[];
  /** Positional arguments: how one is called, and what it is. */
  readonly argument?: { readonly placeholder: string; readonly brief: string; readonly most: number };
  readonly load: () => Promise<{ readonly default: CommandFunction }>;
}

const without = (...names: readonly OptionName[]): readonly OptionName[] =>
  OPTION_NAMES.filter((name) => !names.includes(name));

const own = (
  name: string,
  letter: string | undefined,
  placeholder: string | undefined,
  help: string,
  repeatable = false,
): Flag => ({
  name,
  letter,
  placeholder,
  takesValue: placeholder !== undefined,
  help,
  repeatable,
});

const REQUEST: readonly Flag[] = [
  own('method', 'X', 'METHOD', 'The method; default: GET, with a body POST.'),
  own('header', 'H', 'HEADER', "A header, 'Name: value'; repeat it for more.", true),
  own('data', 'd', 'BODY', 'The body; @FILE reads it from a file.'),
  own('expect', undefined, 'STATUS', 'Count every other status as a failure.'),
  own('require', undefined, 'REQUIREMENT', "A requirement, 'p95 <100ms'; repeat it for more.", true),
  own('insecure', undefined, undefined, 'Accept any certificate.'),
];

const OUTPUTS: readonly OptionName[] = ['html', 'json', 'csv', 'junit', 'markdown'];

/** What a command that makes many runs of its own does not do for each. */
const REPORTS: readonly OptionName[] = [
  ...(['html', 'csv', 'junit', 'markdown'] as const),
  ...(['save', 'autosave', 'baseline', 'force', 'runs', 'exit-code-on-error'] as const),
];

const COMMANDS: Readonly<Record<string, Description>> = {
  run: {
    brief: 'Run suites and judge them',
    details: 'Without a suite, every *.perf.ts in the working directory; a folder stands for those in it.',
    flags: flagsOf(OPTION_NAMES),
    argument: { placeholder: 'suite', brief: 'Suite files, or folders of these', most: Number.POSITIVE_INFINITY },
    load: () => import('./run.ts'),
  },
  hit: {
    brief: 'Load one URL, without a suite',
    flags: [...REQUEST, ...flagsOf(without('host', 'k', 'tags', 'exclude-tags', 'scenario'))],
    argument: { placeholder: 'url', brief: 'The URL', most: 1 },
    load: () => import('./hit.ts'),
  },
  report: {
    brief: 'Show a stored run again, also one that was killed',
    flags: flagsOf([...OUTPUTS, 'out', 'verbose', 'quiet']),
    argument: { placeholder: 'run', brief: 'Its number, "latest" (the default), or a path', most: 1 },
    load: () => import('./report.ts'),
  },
  baseline: {
    brief: 'Keep what later runs are held against',
    details:
      'Actions: list; show NAME; save NAME [RUN…], by default the latest run; pin NAME; remove NAME…; export NAME|RUN --format flat|pytest|k6|locust; import FILE|FOLDER…, of these forms.',
    flags: [
      own('json', undefined, undefined, 'list, show: print JSON.'),
      own('replace', undefined, undefined, 'save, import: drop the runs that the baseline has.'),
      own('off', undefined, undefined, 'pin: let the baseline be changed again.'),
      own('format', undefined, 'FORM', 'export: flat, pytest, k6 or locust.'),
      own('operation', undefined, 'NAME', 'export: the operation that a flat file is of; default: all together.'),
      own('to', undefined, 'PATH', 'export: a file, or a folder (dir/); default: standard output.'),
      own('as', undefined, 'NAME', 'import: the name of the baseline; default: by the names of the files.'),
      ...flagsOf(['out']),
    ],
    argument: { placeholder: 'action', brief: 'The action, then its arguments', most: Number.POSITIVE_INFINITY },
    load: () => import('./baseline.ts'),
  },
  check: {
    brief: 'Judge a stored run by requirements given now',
    details:
      'FILE is a suite, a module or a JSON file of requirements. Without any, the run is judged by its own again. The stored verdict stays.',
    flags: [
      own('require', undefined, 'REQUIREMENT', "A requirement, 'GET /x: p95 <100ms'; repeat it for more.", true),
      ...flagsOf(['scenario', 'baseline', 'fail-on', 'force', ...OUTPUTS, 'out', 'strict', 'verbose', 'quiet']),
    ],
    argument: { placeholder: 'run-file', brief: 'RUN (default: "latest"), then FILE', most: 2 },
    load: () => import('./check.ts'),
  },
  compare: {
    brief: 'Hold stored runs against a baseline',
    details:
      'BASE and RUN are a baseline by name, a run by number, "latest", a path, also of another tool\'s file, a branch or a commit. Of a branch, RUN means the newest build, and BASE the last ten runs of the same kind. Several are separated by commas or blanks.',
    flags: [
      own('json', undefined, undefined, 'Print the comparison as JSON.'),
      own('markdown', undefined, undefined, 'Print the comparison as Markdown.'),
      ...flagsOf(['fail-on', 'force', 'strict', 'out', 'verbose']),
    ],
    argument: { placeholder: 'base-run', brief: 'BASE, then RUN…', most: Number.POSITIVE_INFINITY },
    load: () => import('./compare.ts'),
  },
  recommend: {
    brief: 'Say what to promise, where to alert and how much load to plan for',
    details: 'From runs or baselines: the more runs of one load, the better their variation is known.',
    flags: [
      own('format', undefined, 'FORM', 'markdown (the default), prometheus (rules), or requirements (to paste).'),
      own('histogram', undefined, 'NAME', "Rules: the histogram of latencies in seconds; default: Proofload's own."),
      own('requests', undefined, 'NAME', 'Rules: the counter of requests.'),
      own('failures', undefined, 'NAME', 'Rules: the counter of failures.'),
      own('label', undefined, 'NAME', 'Rules: the label that names the operation.'),
      ...flagsOf(['out']),
    ],
    argument: { placeholder: 'run', brief: 'Runs or baselines', most: Number.POSITIVE_INFINITY },
    load: () => import('./recommend.ts'),
  },
  trend: {
    brief: 'Show how an operation did over many runs',
    details:
      'Level shifts with the commits that they came with, the drift since the last of them, and the newest run beside the rest. Runs in a row of one commit count as one build.',
    flags: [
      own('days', undefined, 'N', 'Look back so many days; default: 30.'),
      own('metric', undefined, 'METRIC', 'p95 (the default), p50, p99, mean, rate, errors …'),
      own('suite', undefined, 'NAME', 'Only runs of this suite; default: of the newest.'),
      own('branch', undefined, 'NAME', 'Only runs on this branch.'),
      own(
        'scenario',
        undefined,
        'NAME',
        'Only runs of this scenario; default: those without one, where there are any.',
      ),
      own('json', undefined, undefined, 'Print the history as JSON.'),
      ...flagsOf(['out']),
    ],
    argument: { placeholder: 'operation', brief: 'Its name; default: all together', most: 1 },
    load: () => import('./trend.ts'),
  },
  changes: {
    brief: 'Find the level shifts in any series of measurements',
    details:
      'FILE is CSV with a column of numbers, JSON [1, 2, …], or NDJSON with "id" and "values", one value a build. What is no finite number is a gap and keeps its index. A series of positive numbers, with a few zeros at most, is looked at by ratios, any other by differences; a constant one has no changes, nor has one of fewer than 12 values.',
    flags: [
      own('column', undefined, 'NAME', 'The column of a table, by its heading or its number.'),
      own('format', undefined, 'text|json', 'json: a line a series, {"id", "changes": [{"index", "before", …}]}.'),
    ],
    argument: { placeholder: 'file', brief: 'A file of series', most: 1 },
    load: () => import('./changes.ts'),
  },
  capacity: {
    brief: 'Search for the most load under which every requirement holds',
    details:
      'Doubles the load until a requirement breaks, bisects, and tries both ends again. Each level is a run in the store. --json writes what was found.',
    flags: [
      own('by', undefined, 'rate|users', 'What is raised: arrivals a second (the default) or virtual users.'),
      own('start', undefined, 'LEVEL', 'The first level; default: 10/s or 1 user.'),
      own('max', undefined, 'LEVEL', 'The highest level that may be tried; default: 100,000/s or 10,000 users.'),
      own('precision', undefined, 'PERCENT', 'How near the highest that passes and the lowest that fails come; 5%.'),
      own('step', undefined, 'DURATION', 'Run each level for so long, where that decides it; default: 10s.'),
      own('rest', undefined, 'DURATION', 'Rest so long between levels; default: 1s.'),
      ...REQUEST,
      ...flagsOf(
        without(
          ...(['host', 'users', 'spawn-rate', 'run-time', 'iterations', 'rate', 'stage', 'fail-on'] as const),
          ...REPORTS,
        ),
        'H',
      ),
    ],
    argument: { placeholder: 'suite|url', brief: 'A suite, or a URL with --require', most: 1 },
    load: () => import('./capacity.ts'),
  },
  duet: {
    brief: 'Hold two targets against each other in one run',
    details:
      'Both get the same load in turns, in blocks of seconds in randomised order ABBA, and are judged in pairs of blocks: B against A. A command gets the port that it is to listen on in PORT, unless its target is given.',
    flags: [
      own('target-a', undefined, 'URL', 'The target that the other is held against.'),
      own('target-b', undefined, 'URL', 'The target that is judged.'),
      own('command-a', undefined, 'COMMAND', 'Start target A with this.'),
      own('command-b', undefined, 'COMMAND', 'Start target B with this.'),
      own('pairs', undefined, 'N', 'So many pairs of blocks, at least 8; default: 12.'),
      own('block', undefined, 'DURATION', 'Each block takes so long, a second of it to settle; default: 3s.'),
      ...REQUEST,
      ...flagsOf(without('host', 'run-time', 'iterations', 'stage', ...REPORTS), 'H'),
    ],
    argument: { placeholder: 'suite|url', brief: 'A suite, or a URL', most: 1 },
    load: () => import('./duet.ts'),
  },
  config: {
    brief: 'Print every option and where it came from',
    flags: flagsOf(OPTION_NAMES),
    argument: { placeholder: 'suite', brief: 'A suite, whose own settings count too', most: 1 },
    load: () => import('./config.ts'),
  },
  doctor: {
    brief: 'Find out what this machine can generate, and what is in the way of more',
    flags: [own('json', undefined, undefined, 'Print what was found as JSON.')],
    load: () => import('./doctor.ts'),
  },
  demo: {
    brief: 'Start the reference service, load it and judge it',
    flags: [
      own(
        'fault',
        undefined,
        'FAULT',
        'Inject a fault into the service, such as error-rate=0.3; repeat it for more.',
        true,
      ),
      ...flagsOf(without('host')),
    ],
    argument: { placeholder: 'system', brief: 'An example by name; default: quickstart', most: 1 },
    load: () => import('./demo.ts'),
  },
};

/** The flags of a command, for the argument normaliser; `undefined` for none of ours. */
export function formsOf(command: string): readonly Flag[] | undefined {
  return COMMANDS[command]?.flags;
}

function commandOf({ brief, details, flags, argument, load }: Description): Command<CliContext> {
  return buildCommand<Record<string, unknown>, readonly string[], CliContext>({
    docs: { brief, ...(details === undefined ? {} : { fullDescription: `${brief}. ${details}` }) },
    parameters: {
      ...parametersOf(flags),
      ...(argument === undefined
        ? {}
        : {
            positional: {
              kind: 'array',
              parameter: { placeholder: argument.placeholder, brief: argument.brief, parse: String },
              ...(Number.isFinite(argument.most) ? { maximum: argument.most } : {}),
            },
          }),
    } as never,
    async func(typed, ...args) {
      try {
        const { default: command } = await load();
        this.conclude(await command(this, typed as TypedFlags, args));
      } catch (error) {
        this.conclude(explainFailure(error, this));
      }
    },
  });
}

const DOCUMENTATION = {
  caseStyle: 'convert-camel-to-kebab',
  useAliasInUsageLine: false,
  onlyRequiredInUsageLine: true,
} as const;
const VERSION = { currentVersion: version };

export const proofload = buildApplication(
  buildRouteMap<string, CliContext>({
    routes: Object.fromEntries(Object.entries(COMMANDS).map(([name, description]) => [name, commandOf(description)])),
    docs: { brief: 'Performance testing as code: load, results, and a verdict that can be trusted' },
  }),
  {
    name: 'proofload',
    versionInfo: VERSION,
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: DOCUMENTATION,
  },
  // The library's own would take -H and -v, which mean the host and verbose here.
  {
    help: help({
      brief: 'Print what the command does and its flags',
      defaultForRouteMap: true,
      formatting: { ...DOCUMENTATION, caseStyle: 'convert-camel-to-kebab' },
    }),
    version: versionFlag({ brief: 'Print the version', alias: false, info: VERSION }),
  },
);
