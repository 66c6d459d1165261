/**
 * The shape of a suite: every member with the values that it takes. What hangs on several members at once is in
 * `load-rules.ts` and `validate.ts`.
 */
import type { z } from 'zod';
import type { CacheDefinition } from '../protocol/cache/types.ts';
import { LlmError } from '../protocol/llm/errors.ts';
import { type LlmDefinition, LlmSettings } from '../protocol/llm/settings.ts';
import { type Fault, isRecord } from './problem.ts';
import { resourcesSchema } from './resources.ts';
import { isSequence } from './sequence.ts';
import { address, bandwidth, targetSchema } from './target.ts';
import type {
  Load,
  LoadPart,
  Profile,
  Scenario,
  Sequence,
  SuiteDefinition,
  TaskDefinition,
  Tasks,
  User,
} from './types.ts';
import {
  anyText,
  anyWhole,
  callable,
  chosen,
  duration,
  flag,
  listOf,
  members,
  oneOf,
  rate,
  recordOf,
  text,
  value,
  valueThat,
  weight,
  wholeFromOne,
  wholeFromZero,
} from './values.ts';
import { faultOf } from './waits.ts';

type Shape<Type> = { readonly [Key in keyof Required<Type>]: z.ZodType };

const anything = valueThat('anything', () => true);

const arrivals = value((given) => {
  if (given === 'constant' || given === 'poisson') return undefined;
  const { gamma } = isRecord(given) ? given : {};
  if (typeof gamma === 'number' && Number.isFinite(gamma) && gamma > 0) return undefined;
  return { message: 'must be "constant", "poisson" or { gamma: cv } with a coefficient of variation above 0' };
});

const stage = members<NonNullable<Load['stages']>[number]>({
  duration: duration({ zero: true }),
  users: wholeFromZero.optional(),
  rate: rate({ zero: true }).optional(),
});

const loadShape: Shape<Load> = {
  users: wholeFromZero.optional(),
  spawnRate: rate({ zero: false }).optional(),
  runTime: duration({ zero: false }).optional(),
  stages: listOf(stage, 1).optional(),
  shape: callable.optional(),
  tick: callable.optional(),
  rate: rate({ zero: true }).optional(),
  replay: valueThat(
    'the path or the URL of a file',
    (given) => given instanceof URL || typeof given === 'string',
  ).optional(),
  speed: valueThat(
    'a number above 0',
    (given) => typeof given === 'number' && given > 0 && given < Infinity,
  ).optional(),
  loops: wholeFromOne.optional(),
  maxUsers: wholeFromOne.optional(),
  arrivals: arrivals.optional(),
  overflow: oneOf(['wait', 'drop']).optional(),
  iterations: wholeFromOne.optional(),
  shared: flag.optional(),
};

const loadPart = members<LoadPart>({
  ...loadShape,
  of: listOf(text, 1).optional(),
  startAt: duration({ zero: true }).optional(),
});

const load = chosen((given) => (Array.isArray(given) ? listOf(loadPart, 1) : members<Load>(loadShape)));

const profile = members<Profile>({
  ...loadShape,
  description: anyText.optional(),
  weights: recordOf(weight).optional(),
});

const tags = listOf(text);

const scenario = members<Scenario>({
  setup: callable.optional(),
  teardown: callable.optional(),
  description: anyText.optional(),
  users: listOf(text, 1).optional(),
  load: load.optional(),
  profile: text.optional(),
  weights: recordOf(weight).optional(),
  objectives: listOf(text).optional(),
  requirements: anything.optional(),
  abort: anything.optional(),
  tags: tags.optional(),
});

const taskDefinition = members<TaskDefinition>({ weight: weight.optional(), tags: tags.optional(), run: callable });

const task = chosen((given) => (isRecord(given) ? taskDefinition : callable));

const tasks = recordOf(task);

const inOrder = members<Sequence>({ sequence: tasks });

const user = members<User>({
  name: text,
  weight: weight.optional(),
  count: wholeFromZero.optional(),
  wait: value(faultOf).optional(),
  bandwidth: bandwidth.optional(),
  tags: tags.optional(),
  start: callable.optional(),
  stop: callable.optional(),
  tasks: chosen((given) => (isRecord(given) && isSequence(given as Tasks) ? inOrder : tasks)),
});

const cache = members<CacheDefinition>({
  hit: callable,
  operations: chosen((given) => (Array.isArray(given) ? listOf(text, 1) : text)).optional(),
  statistics: members<NonNullable<CacheDefinition['statistics']>>({
    request: callable,
    evictions: callable,
    every: duration({ zero: false }).optional(),
  }).optional(),
});

const llmMembers = members<LlmDefinition>({
  baseUrl: text.optional(),
  apiKey: text.optional(),
  model: text.optional(),
  headers: recordOf(anyText).optional(),
  prices: anything.optional(),
  timeout: duration({ zero: false }).optional(),
  rateLimitRetries: wholeFromZero.optional(),
});

/** Its settings say themselves what is wrong with an address or a price. */
const llm = chosen((given) => (llmMembers.safeParse(given).success ? value(llmFault) : llmMembers));

function llmFault(given: unknown): Fault | undefined {
  try {
    new LlmSettings(given as LlmDefinition);
    return undefined;
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    return { message: `is not right: ${error.message.replace(/\.$/, '')}` };
  }
}

/** The whole suite. Requirements and conditions to abort are read by files of their own. */
export const suiteSchema = members<SuiteDefinition>({
  name: text,
  setup: callable.optional(),
  teardown: callable.optional(),
  description: anyText.optional(),
  target: chosen((given) => (isRecord(given) ? targetSchema : address)),
  users: listOf(user, 1),
  load: load.optional(),
  profiles: recordOf(profile).optional(),
  profile: text.optional(),
  scenarios: recordOf(scenario).optional(),
  requirements: anything.optional(),
  abort: anything.optional(),
  metrics: recordOf(oneOf(['counter', 'gauge', 'rate', 'trend'])).optional(),
  resources: resourcesSchema.optional(),
  caches: recordOf(cache).optional(),
  healthCheck: chosen((given) => (given === false ? anything : text)).optional(),
  warmup: duration({ zero: true }).optional(),
  stopTimeout: duration({ zero: true }).optional(),
  timeout: duration({ zero: false }).optional(),
  setupTimeout: duration({ zero: false }).optional(),
  leftOut: recordOf(anyText).optional(),
  headers: recordOf(anyText).optional(),
  seed: anyWhole.optional(),
  llm: llm.optional(),
});
