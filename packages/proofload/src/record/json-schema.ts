/** The run record's form as JSON Schema (draft 2020-12), for readers that are not written in TypeScript. */
import { z } from 'zod';
import { runRecordSchema } from './schema.ts';

const IDENTIFIER = 'urn:proofload:run:1';

/**
 * The JSON Schema of a `run.json`, as published under `proofload/schema/run.json`.
 *
 * @example
 * new Ajv2020().compile(runJsonSchema());
 */
export function runJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(runRecordSchema, {
    override: ({ jsonSchema }) => {
      // What is read-only to TypeScript says nothing to a reader of a file.
      delete jsonSchema.readOnly;
      delete jsonSchema.propertyNames;
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return { $id: IDENTIFIER, ...schema };
}
