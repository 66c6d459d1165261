/** The command line of `proofload-reference-service`: from words to options, without effects. */
import { parseArgs } from 'node:util';
import { FaultWordError, parseFaultWords } from '../faults/settings.ts';
import { DEFAULT_HOST, DEFAULT_PORT, DEFAULT_SEED, type ServiceOptions } from '../options.ts';
import { parseSettingWords, SettingError } from '../settings.ts';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'start'; readonly quiet: boolean; readonly options: ServiceOptions };

export const HELP = `A real service to test load generators against.

Usage: proofload-reference-service [flags]

  --port N           listen on this port (${DEFAULT_PORT}); 0 takes a free one
  --host ADDRESS     listen on this address (${DEFAULT_HOST})
  --seed N           everything random comes from it (${DEFAULT_SEED})
  --speed FACTOR     simulated work goes this much faster: 10 makes a tenth of every duration (1)
  --ground-truth     hold answers back by scheduled delays, tell them in headers, serve /__truth
  --faults           serve /__faults, to inject faults while it runs
  --fault NAME=VALUE inject from the start (may be repeated): latency=50ms, stall=1s/10s, error-rate=0.3,
                     error-status=500, drop-rate=0.01, leak=1024 (bytes per request), cache=off, route=/books*
  --set PART.NAME=VALUE  change a constant of what is simulated (may be repeated), such as provider.servers=2000;
                     the README lists them
  --data DIR         keep the database there; without it in a temporary folder, removed at the end
  --quiet            say nothing but errors
  --help             show this

It ends on SIGINT or SIGTERM. Exit codes: 0 ended, 1 could not start, 2 a flag is wrong.
`;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  'ground-truth': { type: 'boolean' },
  faults: { type: 'boolean' },
  set: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  data: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** A flag's value is not of its kind. */
class FlagError extends Error {}

function numberFlag(
  name: string,
  text: string | undefined,
  fits: (value: number) => boolean,
  kind: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!fits(value)) throw new FlagError(`--${name} is '${text}', but it must be ${kind}.`);
  return value;
}

const isPort = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 65_535;
const isSpeed = (value: number): boolean => value > 0 && Number.isFinite(value);

/** @example parseCommand(['--port', '0', '--fault', 'error-rate=0.3']) */
export function parseCommand(words: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...words], options: FLAGS, strict: true, allowPositionals: false });
    if (values.help) return { kind: 'help' };
    const seed = numberFlag('seed', values.seed, Number.isSafeInteger, 'a whole number');
    const speed = numberFlag('speed', values.speed, isSpeed, 'a number above 0');
    return {
      kind: 'start',
      quiet: values.quiet ?? false,
      options: {
        port: numberFlag('port', values.port, isPort, 'a whole number from 0 to 65535') ?? DEFAULT_PORT,
        host: values.host ?? DEFAULT_HOST,
        groundTruth: values['ground-truth'] ?? false,
        faults: values.fault ? parseFaultWords(values.fault) : (values.faults ?? false),
        ...(values.set && { models: parseSettingWords(values.set) }),
        ...(seed !== undefined && { seed }),
        ...(speed !== undefined && { speed }),
        ...(values.data !== undefined && { dataFolder: values.data }),
      },
    };
  } catch (error) {
    const isWrongWord = [FlagError, FaultWordError, SettingError].some((kind) => error instanceof kind);
    if (!isWrongWord && !String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')) throw error;
    return { kind: 'wrong', message: `${(error as Error).message} See --help.` };
  }
}
