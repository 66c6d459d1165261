/** `proofload changes FILE`: the level shifts of any series of measurements, one value per build. */
import { readFile } from 'node:fs/promises';
import { storeError } from '../record/errors.ts';
import { changesText } from '../report/history.ts';
import { type ChangePoint, changePoints } from '../stats/index.ts';
import type { CommandFunction } from './app.ts';
import { columnsOf, takesColour } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { readSeries } from './read-series.ts';
import { UsageError } from './usage-error.ts';

const FORMATS = ['text', 'json'];

const changes: CommandFunction = async (context, flags, [path]) => {
  if (path === undefined) throw new UsageError('Which file? For example: proofload changes history.csv --column p95.');
  const format = (flags.format as string | undefined) ?? 'text';
  if (!FORMATS.includes(format)) throw new UsageError(`--format is text or json, not “${format}”.`);
  const { series, problems } = readSeries(await read(path), path, flags.column as string | undefined);
  for (const problem of problems) context.say(problem);
  const { stdout, env } = context.host;
  const painted = { colour: takesColour(stdout, env), columns: columnsOf(stdout) };
  for (const { id, values } of series) {
    const found = changePoints(values);
    if (format === 'json') context.print(JSON.stringify({ id, changes: found.map(inJson) }));
    else context.print(changesText(id, values, found, painted));
  }
  return exitCodes.passed;
};

export default changes;

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw storeError('read the series', path, error);
  }
}

/** JSON has no NaN: a share of zero is null. */
function inJson({ index, before, after, percent, p }: ChangePoint) {
  return { index, before, after, percent: Number.isFinite(percent) ? percent : null, p };
}
