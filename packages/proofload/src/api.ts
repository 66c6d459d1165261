/**
 * `proofload/api`: what the commands do, from code: running a suite, keeping baselines, comparing runs, histories,
 * recommendations. Apart from `proofload`, so that suites and workers do not load what they never use.
 *
 * @example
 * import { BaselineStore, compareStoredRuns, comparedRunOf, FileStore, runSuite } from 'proofload/api';
 *
 * const store = new FileStore('.proofload');
 * const { record } = await runSuite('shop.perf.ts', { options: { users: '10', 'run-time': '60s' } });
 * await new BaselineStore(store.baselines).add('main', [comparedRunOf(record, record.verdict.status)], new Date());
 * const { verdict } = await compareStoredRuns({ store, base: 'main', runs: ['latest'] });
 * verdict.baseline?.assessment; // 'Nothing regressed, 0 improved, …'
 */
export { IncomparableError } from './judge/compare.ts';
export { type Recommendations, recommend } from './judge/recommend.ts';
export { type Trend, type TrendOptions, trendOf } from './judge/trend.ts';
export { type ComparedRun, comparedRunOf } from './record/baseline/schema.ts';
export { BaselineStore } from './record/baseline/store.ts';
export { exportRun, importRuns } from './record/baseline/transfer.ts';
export { StoreError } from './record/errors.ts';
export { readRecordFile } from './record/read-record.ts';
export type { RunRecord } from './record/schema.ts';
export { FileStore } from './record/store.ts';
export { type CsvFile, csvFiles } from './report/csv.ts';
export { htmlReport } from './report/html.ts';
export { jsonReport } from './report/json.ts';
export { junitReport } from './report/junit.ts';
export { markdownReport } from './report/markdown.ts';
export { prometheusReport } from './report/prometheus.ts';
export { recommendationsMarkdown } from './report/recommend/markdown.ts';
export { type ComparedRuns, compareStoredRuns } from './run/compare-runs.ts';
export type { ConductedRun } from './run/conductor.ts';
export { loadRuns } from './run/load-runs.ts';
export { runSuite } from './run/run-suite.ts';
