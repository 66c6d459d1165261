import { expect, it } from 'vitest';
import { runJsonSchema } from './json-schema.ts';

it('is published as it is; after a change, run vitest with -u and commit schema/run.json', async () => {
  await expect(`${JSON.stringify(runJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../schema/run.json');
});
