import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { runJsonSchema } from './json-schema.ts';
import { sampleRecord } from './sample.fixture.ts';
import { runRecordSchema } from './schema.ts';

const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
const fits = ajv.compile(runJsonSchema());

describe('the JSON Schema of the run record', () => {
  it('is published as it is; after a change, run vitest with -u and commit schema/run.json', async () => {
    await expect(`${JSON.stringify(runJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../schema/run.json');
  });

  it('is fitted by a record, as is the form that the reader knows', () => {
    const record = JSON.parse(JSON.stringify(sampleRecord()));
    expect(fits(record), ajv.errorsText(fits.errors)).toBe(true);
    expect(runRecordSchema.parse(record)).toEqual(record);
  });

  it('is not fitted by a record with a part missing, of the wrong type or unheard of', () => {
    expect(fits({ ...sampleRecord(), end: 'exploded' })).toBe(false);
    expect(fits({ ...sampleRecord(), verdict: undefined })).toBe(false);
    expect(fits({ ...sampleRecord(), extra: 1 })).toBe(false);
  });
});
