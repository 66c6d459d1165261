/** The definitions of the figures that a record holds, so that whoever reads it need not know where they come from. */
import { definitionOf } from '../measure/trend-definitions.ts';
import type { OperationRecord } from './schema/operation.ts';
import type { MeasuredRun } from './schema.ts';

/** What the trends of these operations mean; absent where none has a definition. */
export function definitionsOf(
  operations: readonly Pick<OperationRecord, 'kind' | 'trends'>[],
): Pick<MeasuredRun, 'definitions'> {
  const known = operations.flatMap(({ kind, trends }) =>
    Object.keys(trends).flatMap((trend) => {
      const definition = definitionOf(kind, trend);
      return definition === undefined ? [] : [[trend, definition] as const];
    }),
  );
  return known.length === 0 ? {} : { definitions: Object.fromEntries(known) };
}
