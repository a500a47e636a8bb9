import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** What holds for groups of three replicas holds for groups of five: those tests run once with each. */
const ofGroups = ['test/replication/**/*.test.ts', 'test/consensus/**/*.test.ts'];
/** What runs many scenarios to their ends has a worker for each file: it would leave its results to all that come after. */
const ofLongRuns = ['test/paper/**/*.test.ts', 'test/theory/**/*.test.ts', 'test/{scenarios,docs,determinism}.test.ts'];
/** These need a browser, which is unpacked once for all of them. */
const ofPages = ['test/reports/{page,sweep-page}/**/*.test.ts'];

export default defineConfig({
  test: {
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
      { extends: true, test: { name: 'five replicas', include: ofGroups, env: { GROUP_REPLICAS: '5' } } },
      { extends: true, test: { name: 'pages', include: ofPages, globalSetup: 'test/reports/page/unpack-browser.ts' } },
    ],
  },
});
