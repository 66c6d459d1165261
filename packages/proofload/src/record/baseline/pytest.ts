/** The file of pytest-benchmark (`--benchmark-json`, `.benchmarks/`): times in seconds, a benchmark is an operation. */
import { z } from 'zod';
import type { ExportableRun } from './exportable.ts';
import { type ComparedRun, importedRun } from './schema.ts';

const seconds = z.number().nonnegative();

export const pytestFileSchema = z.looseObject({
  datetime: z.string().optional(),
  benchmarks: z.array(
    z.looseObject({
      name: z.string(),
      fullname: z.string().optional(),
      stats: z.looseObject({
        min: seconds,
        max: seconds,
        mean: seconds,
        stddev: seconds,
        rounds: z.int().positive(),
        median: seconds,
        ops: z.number().nonnegative().optional(),
      }),
    }),
  ),
});

/** The content of pytest-benchmark's file. */
export type PytestFile = z.infer<typeof pytestFileSchema>;

/** Reads the file's content. Its `ops` are 1 / mean, no throughput of a load, so that they are no `rate`. */
export function readPytestFile(file: PytestFile, id: string): ComparedRun {
  const moment = new Date(file.datetime ?? Number.NaN);
  return importedRun({
    id,
    source: 'pytest-benchmark',
    startedAt: Number.isNaN(moment.getTime()) ? null : moment.toISOString(),
    operations: file.benchmarks.map(({ name, stats }) => ({
      name,
      kind: 'code',
      tags: {},
      count: stats.rounds,
      failed: 0,
      figures: {
        min: [stats.min * 1000, null],
        mean: [stats.mean * 1000, stats.mean > 0 ? stats.stddev / stats.mean / Math.sqrt(stats.rounds) : null],
        stddev: [stats.stddev * 1000, null],
        p50: [stats.median * 1000, null],
        max: [stats.max * 1000, null],
      },
    })),
  });
}

/** The file's content for a run. */
export function writePytestFile(record: ExportableRun): PytestFile {
  const { environment } = record;
  return {
    machine_info: {
      node: environment.host,
      system: environment.os,
      cpu: { brand_raw: environment.cpu, count: environment.cores },
    },
    commit_info: {
      id: environment.git?.commit ?? 'unknown',
      branch: environment.git?.branch ?? '(unknown)',
      dirty: environment.git?.dirty ?? false,
    },
    datetime: record.startedAt,
    version: '4.0.0',
    benchmarks: record.operations.flatMap(({ name, latency }) => {
      if (latency === undefined) return [];
      const stats = {
        min: latency.min / 1000,
        max: latency.max / 1000,
        mean: latency.mean / 1000,
        stddev: latency.stddev / 1000,
        rounds: latency.count,
        median: latency.p50 / 1000,
        iqr: 0,
        ops: latency.mean > 0 ? 1000 / latency.mean : 0,
      };
      return [{ group: null, name, fullname: `${record.suite.file}::${name}`, params: null, options: {}, stats }];
    }),
  };
}
