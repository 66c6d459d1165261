import { defineConfig } from 'vitest/config';

const common = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'rooms',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/*.test.ts'],
          // Two cores: more processes would only make each test slower.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'end to end',
          include: ['packages/*/test/*/**/*.test.ts', 'docs/**/*.test.ts'],
          // One at a time, and looked at again: a load generator that competes with anything else is rightly called invalid.
          maxWorkers: 1,
          retry: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
