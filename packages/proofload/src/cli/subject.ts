/** What a command is about: a suite's file, or a URL that becomes the suite of one request. */
import { hitSuite } from '../run/hit-suite.ts';
import { findSuites, type LoadedSuite, loadSuite } from '../run/load-suite.ts';
import type { TypedFlags } from './flags.ts';
import { readRequest } from './request.ts';
import { UsageError } from './usage-error.ts';

/** A suite, ready to be planned, until it is removed. */
export interface Subject extends LoadedSuite {
  remove(): Promise<void>;
}

/**
 * Opens a suite or a URL.
 *
 * @throws UsageError where a folder holds several suites
 */
export async function openSubject(subject: string, flags: TypedFlags): Promise<Subject> {
  if (/^https?:\/\//i.test(subject)) {
    const request = await readRequest(subject, flags);
    const written = await hitSuite(request);
    const loaded = await loadSuite(written.path, false).finally(() => written.remove());
    return { ...loaded, file: `hit ${request.url.href}`, remove: () => loaded.bundle.remove() };
  }
  const files = await findSuites([subject]);
  if (files.length > 1) throw new UsageError(`${subject} holds ${files.length} suites; name one: ${files.join(', ')}.`);
  const loaded = await loadSuite(files[0] as string, false);
  return { ...loaded, remove: () => loaded.bundle.remove() };
}
