import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Files of a project share their processes: no room keeps state that another file could see, and starting a process a
// file took longer than the tests.
const common = { testTimeout: 60_000, hookTimeout: 60_000, isolate: false };

/** Tests through the command that look at no verdict: what a user gave is wrong, what is counted, how a run ends. */
const COMMANDS = 'packages/*/test/{commands,browser}/**/*.test.ts';

/** What mostly waits begins first, and what keeps the processors busy fills up beside it. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification): number => (project.name === 'commands' ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'rooms',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/*.test.ts'],
          // One more than two cores, since commands wait for their loads to end.
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
