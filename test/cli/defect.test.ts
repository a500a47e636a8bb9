import { expect, test } from 'vitest';
import { blaming, defectReport } from '../../sim/cli/defect.js';
import { UsageError } from '../../sim/cli/usage-error.js';
import { LimitError } from '../../sim/engine/limits/limit-error.js';

const context = () => ({
  scenario: "bob's.yaml",
  seed: 7,
  timeNs: 12_500_000_000,
  events: 99,
  line: ['run', "bob's.yaml", '--seed', '7'],
});
const breaking = (error: Error) =>
  blaming(context, async () => {
    throw error;
  }).catch((caught: unknown) => caught);

test('our own bug is told with all that is needed to see it again', async () => {
  const report = defectReport(await breaking(new Error('a queue ran backwards')), []).join('\n');
  expect(report).toMatch(/scenario +bob's\.yaml\n/);
  expect(report).toMatch(/seed +7\n/);
  expect(report).toMatch(/version +\d+\.\d+\.\d+\n/);
  expect(report).toMatch(/virtual time +12\.5 s, after 99 events\n/);
  expect(report).toContain(`reproduce     dynamosim run 'bob'\\''s.yaml' --seed 7\n`);
  expect(report).toMatch(/Error: a queue ran backwards\n +at .*defect\.test/);
});

test('what the user can mend is no bug', async () => {
  const mistake = new UsageError('no room on the disk');
  expect(await breaking(mistake)).toBe(mistake);
});

test('a run that needs more than it may hold is a mistake of its user, who is told where and what would need less', async () => {
  const told = await breaking(new LimitError('requests at once', 524_288, 'a lower load needs fewer'));
  expect(told).toBeInstanceOf(UsageError);
  expect((told as UsageError).message).toBe(
    "bob's.yaml: the run ended at 12.5 s, where it needed more than 524,288 requests at once; a lower load needs fewer",
  );
});
