import { defineConfig } from 'vitest/config';

// Files of a project share their processes: no room keeps state that another file could see, and starting a process a
// file took longer than the tests.
const common = { testTimeout: 60_000, hookTimeout: 60_000, isolate: false };

/** Tests through the command that hang on no clock: what is wrong with what a user gave, what is counted, how it ends. */
const COMMANDS = 'packages/*/test/{commands,browser}/**/*.test.ts';

export default defineConfig({
  test: {
    // Beside each other as many as keep two cores busy: commands mostly wait for their load to end.
    projects: [
      {
        test: {
          ...common,
          name: 'rooms',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'commands',
          include: [COMMANDS],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'end to end',
          include: ['packages/*/test/*/**/*.test.ts', 'docs/**/*.test.ts'],
          exclude: [COMMANDS],
          // One at a time: a load generator that competes with anything else is rightly called invalid. What is tried
          // again is told of at the end.
          maxWorkers: 1,
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
