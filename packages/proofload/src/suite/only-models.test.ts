import { describe, expect, it } from 'vitest';
import { defineSuite } from './define-suite.ts';
import { asksOnlyModels } from './only-models.ts';
import type { TaskFunction } from './types.ts';
import { user } from './user.ts';

const suiteOf = (...tasks: readonly TaskFunction[]) =>
  defineSuite({
    name: 'chat',
    target: 'http://127.0.0.1:8000',
    users: [user('Person', { tasks: Object.fromEntries(tasks.map((task, index) => [`task${index}`, task])) })],
  });

describe('a suite', () => {
  it('asks only models when that is all that its tasks take out of their context', () => {
    expect(asksOnlyModels(suiteOf(({ llm }) => llm.chat({ messages: [] })))).toBe(true);
    expect(
      asksOnlyModels(
        suiteOf(async ({ llm, check, vu }) => {
          check('answers', (await llm.chat({ messages: [], user: vu.id })).ok);
        }),
      ),
    ).toBe(true);
  });

  it.each<[string, readonly TaskFunction[]]>([
    ['asks another service too', [({ llm }) => llm.chat({ messages: [] }), ({ http }) => http.get('/')]],
    ['may do anything', [(context) => context.llm.chat({ messages: [] })]],
    ['asks for no model', [({ log }) => log('nothing')]],
  ])('does not when it %s', (_, tasks) => {
    expect(asksOnlyModels(suiteOf(...tasks))).toBe(false);
  });
});
