/** `replay`: runs again what a directory recorded, and proves it identical or names the first event that differs. */
import type { Replay } from '../../experiments/replay.js';
import { version } from '../../version.js';
import type { Command, CommandWords } from '../command.js';
import { blaming } from '../defect.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

export const replayCommand: Command = {
  name: 'replay',
  usage: 'replay DIR',
  summary: 'Run again what `run --out DIR` recorded; prove it identical, or name the first event that differs and why',
  operands: { min: 1, max: 1 },
  options: {},
  example: ['replay runs/zone-outage', 'exit code 0: identical; 3: it diverged'],
  execute,
};

async function execute({ operands, line }: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { readRecordedFolder } = await import('../files/recording-files.js');
  const { remade } = await import('../files/remade-files.js');
  const { Exports, exportsAmong } = await import('../exports/exports.js');
  const { prepareJob } = await import('../../experiments/job.js');
  const { Replay } = await import('../../experiments/replay.js');
  const { drive } = await import('../drive.js');
  const { differencesInWords, identicalLines, replayLines, replayNotes } = await import('../replay-text.js');

  const recorded = readRecordedFolder(operands[0]);
  const { recording, marks, sums } = recorded;
  const { scenario, lines } = prepareJob(recording);
  const [difference] = differencesInWords(recording, scenario);
  if (difference !== undefined && recording.dynamosim === version) {
    throw new UsageError(`${operands[0]}: the recording contradicts its own scenario: ${difference}`);
  }
  terminal.tell(replayNotes(recording, scenario));

  let replay: Replay | undefined;
  const context = () => ({
    scenario: recording.fileName,
    seed: scenario.seed,
    timeNs: replay?.run.nowNs ?? 0,
    events: replay?.run.events ?? 0,
    line,
  });
  return await blaming(context, async () => {
    const exports = new Exports(exportsAmong(sums));
    replay = new Replay(scenario, recording, marks, exports.observers);
    const { run } = replay;
    if ((await drive(replay, terminal)) === 'interrupted') {
      terminal.tell(`dynamosim: interrupted after ${replay.run.events} of ${recording.events} events`);
      return exitCode.interrupted;
    }
    const verdict = replay.finish();
    if (verdict.kind !== 'identical') {
      terminal.print(replayLines(verdict, recording));
      return exitCode.diverged;
    }
    const exported = await exports.filesOf(run, verdict.result);
    const again = remade(recorded, { ...verdict, lines, exported });
    terminal.print(identicalLines(recorded, again));
    return again.difference === null ? exitCode.met : exitCode.diverged;
  });
}
