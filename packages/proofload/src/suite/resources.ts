/**
 * The probes of a suite: what of the target is watched while a run goes on, and the check of how they are written.
 */
import type { z } from 'zod';
import { parseJsonPath } from '../measure/resources/json-path.ts';
import { parseSelector } from '../measure/resources/prometheus.ts';
import { isRecord, show } from './problem.ts';
import { chosen, members, recordOf, value, valueThat } from './values.ts';

/** A process with all that it has started, on the machine that generates the load. */
export interface ProcessResource {
  /** Its number, a part of the command that started it, or `'target'` for what the target's `command` started. */
  readonly process: string | number;
}

/** Metrics in Prometheus' form. */
export interface PrometheusResource {
  /** An address, or a path of the target. */
  readonly prometheus: string;
  /** By name: the metric, with labels where they matter: `'http_requests_total{code="500"}'`. Several are added up. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** Numbers in a JSON document. */
export interface JsonResource {
  /** An address, or a path of the target. */
  readonly json: string;
  /** By name: the path of a number, `'queue.depth'`, `'pools[0].used'`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Something of the target that is sampled each second. */
export type ResourceDefinition = ProcessResource | PrometheusResource | JsonResource;

/** The metrics that a resource has by nature; all others are those that the suite names. */
export const RESOURCE_METRICS = /^(?:memory|cpu|leak)(?:\.|$)/;

const processChoice = valueThat(
  "a process's number, a part of its command, or 'target'",
  (given) =>
    (typeof given === 'string' && given.trim() !== '') || (Number.isSafeInteger(given) && (given as number) > 0),
);

const selector = value((given) => {
  if (typeof given === 'string' && parseSelector(given) !== undefined) return undefined;
  return { message: `must be a metric such as "process_open_fds" or 'requests_total{code="500"}', got ${show(given)}` };
});

const path = value((given) => {
  if (typeof given === 'string' && parseJsonPath(given) !== undefined) return undefined;
  return { message: `must be a path such as "queue.depth" or "pools[0].used", got ${show(given)}` };
});

const endpoint = value((given) => {
  if (typeof given === 'string' && (given.startsWith('/') || /^https?:\/\/./i.test(given))) return undefined;
  return { message: `must be an address, or a path of the target such as "/metrics", got ${show(given)}` };
});

const nothing = value(() => ({ message: 'must name at least one value' }));

const someOf = (schema: z.ZodType): z.ZodType =>
  chosen((given) => (isRecord(given) && Object.keys(given).length === 0 ? nothing : recordOf(schema)));

const ofProcess = members<ProcessResource>({ process: processChoice });
const ofPrometheus = members<PrometheusResource>({ prometheus: endpoint, metrics: someOf(selector) });
const ofJson = members<JsonResource>({ json: endpoint, values: someOf(path) });
const none = value((given) => ({
  message: `must have one of "process", "prometheus" or "json", got ${show(given)}`,
  hint: "Write for example { process: 'node service.js' }.",
}));

/** The `resources` of a suite. */
export const resourcesSchema = recordOf(
  chosen((given) => {
    if (!isRecord(given)) return none;
    if ('process' in given) return ofProcess;
    if ('prometheus' in given) return ofPrometheus;
    return 'json' in given ? ofJson : none;
  }),
);
