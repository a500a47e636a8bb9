import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What holds for groups of three replicas holds for groups of five: those tests run once with each. */
const ofGroups = ['test/replication/**/*.test.ts', 'test/consensus/**/*.test.ts'];
/** Runs bundled scenarios, whose groups are as their files say. */
const ofGroupsOfOneSize = ['test/consensus/calm-groups.test.ts'];
/** What runs many scenarios to their ends has a worker for each file: it would leave its results to all that come after. */
const ofLongRuns = ['test/paper/**/*.test.ts', 'test/theory/**/*.test.ts', 'test/{scenarios,docs,determinism}.test.ts'];
/** These need a browser, which is unpacked once for all of them. */
const ofPages = ['test/reports/{page,sweep-page}/**/*.test.ts'];

/** Take a minute or more each: one that began last would leave the other processors with nothing to do. */
const longest = ['test/paper/whole-growth.test.ts', 'test/scenarios.test.ts', 'test/docs.test.ts'];

/** Vitest goes by the length of files where it has run none of them before. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longest.some((file) => moduleId.endsWith(`/${file}`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Ends what hangs. What may take how long is said in processor time, by tests of its own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Files share a worker with its modules: loading and compiling these anew costs more than most files. Vitest takes
    // back what a file mocked; the working folder and the rights of the process are its own to put back.
    isolate: false,
    // Vitest would leave one of two processors to itself, which it does not need.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ofLongRuns, ...ofPages],
        },
      },
      { extends: true, test: { name: 'long runs', include: ofLongRuns, isolate: true } },
      {
        extends: true,
        test: {
          name: 'five replicas',
          include: ofGroups,
          exclude: [...configDefaults.exclude, ...ofGroupsOfOneSize],
          env: { GROUP_REPLICAS: '5' },
        },
      },
      { extends: true, test: { name: 'pages', include: ofPages, globalSetup: 'test/reports/page/unpack-browser.ts' } },
    ],
  },
});
