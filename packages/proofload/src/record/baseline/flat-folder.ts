/**
 * The folder of flat baseline files, by kind of scenario:
 *
 *     results/<baseline|stress|spike|soak>/<name>_<YYYYMMDD>_<HHMMSS>.json
 */
import { basename, dirname, join } from 'node:path';
import { slug } from '../run-folder.ts';

/** The kinds of scenario that have a folder. */
const FLAT_KINDS: readonly string[] = ['baseline', 'stress', 'spike', 'soak'];

const FILE = /^(.+?)_(\d{8})_(\d{6})\.json$/;

/** What a path tells. */
export interface FlatPath {
  /** `health_check_baseline` */
  readonly name: string;
  /** `stress`; undefined where the folder tells none. */
  readonly kind: string | undefined;
}

/** What the path of a flat file tells; undefined for a file of another name. */
export function readFlatPath(path: string): FlatPath | undefined {
  const [, name] = FILE.exec(basename(path)) ?? [];
  const folder = basename(dirname(path));
  return name === undefined ? undefined : { name, kind: FLAT_KINDS.includes(folder) ? folder : undefined };
}

/**
 * Where a run goes, within the folder of results; its moment is in UTC.
 *
 * @example
 * flatPathOf({ name: 'Health check', scenario: 'stress', startedAt: '2026-11-20T10:00:00.000Z' });
 * // 'stress/health_check_20261120_100000.json'
 */
export function flatPathOf(run: {
  readonly name: string;
  readonly scenario: string | null;
  readonly startedAt: string;
}): string {
  const kind = FLAT_KINDS.find((known) => known === run.scenario) ?? 'baseline';
  const stamp = run.startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  return join(kind, `${slug(run.name).replaceAll('-', '_')}_${stamp}.json`);
}
