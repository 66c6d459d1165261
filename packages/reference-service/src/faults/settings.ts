/**
 * The faults that can be injected, as JSON (`PUT /__faults`) and as words of the command line (`--fault stall=1s/10s`).
 */
import { z } from 'zod';

/** What is wrong with the service. Everything defaults to nothing wrong. */
export const faultSchema = z.strictObject({
  /** Added to every answer. */
  latencyMs: z.number().min(0).max(600_000).default(0),
  /** For the last `forMs` of every `everyMs`, nothing is answered: what arrives is held until the stall ends. */
  stall: z
    .strictObject({ forMs: z.number().positive().max(600_000), everyMs: z.number().positive().max(3_600_000) })
    .refine((stall) => stall.forMs < stall.everyMs, { error: 'forMs must be below everyMs', path: ['forMs'] })
    .nullable()
    .default(null),
  /** The share of requests that fail with `errorStatus`. */
  errorRate: z.number().min(0).max(1).default(0),
  errorStatus: z.int().min(400).max(599).default(503),
  /** The share of requests whose connection is closed without an answer. */
  dropRate: z.number().min(0).max(1).default(0),
  /** The share of token streams that are cut half-way, and of those that end half-way with an error event. */
  cutRate: z.number().min(0).max(1).default(0),
  streamErrorRate: z.number().min(0).max(1).default(0),
  /** Bytes that each request leaves behind for good. */
  leakBytes: z
    .int()
    .min(0)
    .max(64 * 1024 * 1024)
    .default(0),
  /** Caches keep nothing. */
  cacheOff: z.boolean().default(false),
  /** Which routes: names or paths, with `*`. */
  routes: z.array(z.string().min(1)).min(1).default(['*']),
});

export type FaultSettings = z.infer<typeof faultSchema>;

export const NO_FAULTS: FaultSettings = faultSchema.parse({});

/** A word that `--fault` does not understand. */
export class FaultWordError extends Error {
  override readonly name = 'FaultWordError';
  readonly code = 'fault_word';
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2] ?? 'ms'] as number) : Number.NaN;
}

/** How each word becomes a part of the settings; a number that cannot be read becomes NaN, which the schema refuses. */
const WORDS: Readonly<Record<string, (value: string) => Record<string, unknown>>> = {
  latency: (value) => ({ latencyMs: durationMs(value) }),
  stall: (value) => {
    const [forText = '', everyText = ''] = value.split('/');
    return { stall: { forMs: durationMs(forText), everyMs: durationMs(everyText) } };
  },
  'error-rate': (value) => ({ errorRate: Number(value) }),
  'error-status': (value) => ({ errorStatus: Number(value) }),
  'drop-rate': (value) => ({ dropRate: Number(value) }),
  'cut-rate': (value) => ({ cutRate: Number(value) }),
  'stream-error-rate': (value) => ({ streamErrorRate: Number(value) }),
  leak: (value) => ({ leakBytes: Number(value) }),
  cache: (value) => ({ cacheOff: value === 'off' ? true : value === 'on' ? false : value }),
  route: (value) => ({ routes: value.split(',') }),
};

/**
 * Settings from words such as `error-rate=0.3`, `latency=50ms`, `stall=1s/10s`, `route=/books*`.
 *
 * @throws FaultWordError for a word or value that is not understood.
 */
export function parseFaultWords(words: readonly string[]): FaultSettings {
  const settings: Record<string, unknown> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const read = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    if (equals === -1 || read === undefined) {
      throw new FaultWordError(
        `There is no fault '${word}'. Write NAME=VALUE with one of ${Object.keys(WORDS).join(', ')}.`,
      );
    }
    Object.assign(settings, read(word.slice(equals + 1)));
    const result = faultSchema.safeParse(settings);
    if (!result.success) {
      throw new FaultWordError(
        `The fault '${word}' cannot be used: ${result.error.issues.map((issue) => issue.message).join('; ')}.`,
      );
    }
  }
  return faultSchema.parse(settings);
}
