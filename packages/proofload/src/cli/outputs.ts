/** The files that a run leaves: its report in the run's folder, and every form that was asked for. */
import { writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { storeError } from '../record/errors.ts';
import { makeFolder } from '../record/make-folder.ts';
import type { Measurements } from '../record/measurements.ts';
import type { RunRecord } from '../record/schema.ts';
import { csvFiles } from '../report/csv.ts';
import { htmlReport } from '../report/html.ts';
import { jsonReport } from '../report/json.ts';
import { junitReport } from '../report/junit.ts';
import { markdownReport } from '../report/markdown.ts';
import { terminalSummary } from '../report/terminal.ts';
import { type CliContext, columnsOf, takesColour } from './context.ts';

/** Which forms were asked for, and where each is to go; `-` is standard output. */
export interface OutputOptions {
  readonly html?: string | undefined;
  readonly json?: string | undefined;
  readonly csv?: string | undefined;
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

export interface RunToShow {
  readonly record: RunRecord;
  readonly measurements: Measurements | undefined;
  /** The run's folder, which gets the report as well. */
  readonly folder: string | undefined;
}

const FORMS = {
  html: (record: RunRecord) => htmlReport(record),
  json: jsonReport,
  junit: junitReport,
  markdown: (record: RunRecord) => markdownReport(record),
} as const;

/**
 * Writes everything that was asked for and prints the summary.
 *
 * @param label - distinguishes the files of several suites; empty for one
 * @throws StoreError when a file cannot be written, after the summary was printed
 */
export async function showRun(run: RunToShow, options: OutputOptions, context: CliContext, label = ''): Promise<void> {
  const { record, folder } = run;
  const failures: unknown[] = [];
  const attempt = (work: Promise<void>): Promise<void> => work.catch((error: unknown) => void failures.push(error));
  let reportPath: string | undefined;
  if (folder !== undefined) {
    const path = join(folder, 'report.html');
    await attempt(
      writeText(path, htmlReport(record)).then(() => {
        reportPath = relative(context.host.cwd(), path);
      }),
    );
  }
  let usesStdout = false;
  for (const [form, render] of Object.entries(FORMS)) {
    const file = options[form as keyof typeof FORMS];
    if (file === undefined) continue;
    if (file === '-') {
      usesStdout = true;
      context.print(render(record));
    } else {
      await attempt(writeText(labelled(file, label), render(record)));
    }
  }
  if (options.csv !== undefined) {
    const prefix = label === '' ? options.csv : `${options.csv}_${label}`;
    for (const { suffix, text } of csvFiles(record, run.measurements))
      await attempt(writeText(`${prefix}${suffix}`, text));
  }
  const stream = usesStdout ? context.host.stderr : context.host.stdout;
  const painted = { colour: takesColour(stream, context.host.env), columns: columnsOf(stream) };
  const summary = terminalSummary(record, { ...painted, verbose: options.verbose === true, reportPath });
  stream.write(options.quiet ? firstLines(summary) : summary);
  if (failures.length > 0) throw failures[0];
}

/** The verdict and its gates: what stands before the first blank line or the operations. */
function firstLines(summary: string): string {
  const end = summary.search(/^.*\bOPERATIONS\b/m);
  return end < 0 ? summary : summary.slice(0, end);
}

function labelled(file: string, label: string): string {
  if (label === '') return file;
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}.${label}${extension}`;
}

/**
 * Writes a file, and the folders that it is to lie in.
 *
 * @throws StoreError
 */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, text);
  } catch (error) {
    throw storeError('write', path, error);
  }
}
