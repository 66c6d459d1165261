/** The run record as text: the same record is always the same text, so that it can be kept, compared and hashed. */
import { type RunRecord, runRecordSchema } from '../record/schema.ts';

/** Fields that hold anything by name; the order of their names means nothing. */
const BY_NAME: ReadonlySet<string> = new Set([
  'tags',
  'phases',
  'trends',
  'status',
  'intervals',
  'precision',
  'leftOut',
  'plan',
  'localErrors',
  'lost',
]);

/**
 * The run record, its fields in the order of the schema, names in alphabetical order; ends with a line break.
 *
 * @example
 * await writeFile('out.json', jsonReport(run));
 */
export function jsonReport(run: RunRecord): string {
  // Reading it through the schema puts every object's fields into the schema's order.
  // What does not fit the schema is written as it is: a result with a flaw is better than none.
  const parsed = runRecordSchema.safeParse(run);
  return `${JSON.stringify(parsed.success ? parsed.data : run, sortNames, 2)}\n`;
}

function sortNames(field: string, value: unknown): unknown {
  if (!BY_NAME.has(field) || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
