/** What a replay found, in words. */
import type { DescribedEvent, Divergence, Story } from '../experiments/divergence.js';
import { type Recording, scenarioDifferences } from '../experiments/recording.js';
import type { ReplayVerdict } from '../experiments/replay.js';
import type { Scenario } from '../scenario/scenario.js';
import { version } from '../version.js';

const differencesMax = 5;

/** What is known to differ before the run is made again. */
export function replayNotes(recording: Recording, scenario: Scenario): string[] {
  const otherVersion =
    recording.dynamosim === version
      ? []
      : [`note: recorded by dynamosim ${recording.dynamosim}, replayed by dynamosim ${version}`];
  const differences = scenarioDifferences(recording.scenario, scenario, differencesMax).map(
    ({ path, recorded, now }) => `note: the scenario reads otherwise now: ${path} was ${recorded}, is ${now}`,
  );
  return [...otherVersion, ...differences];
}

export function replayLines(verdict: ReplayVerdict, recording: Recording): string[] {
  switch (verdict.kind) {
    case 'identical':
      return [`identical: ${verdict.events} events, digest ${verdict.digest}`];
    case 'diverged':
      return divergenceLines(verdict.divergence);
    case 'divergedLate':
      return [
        `diverged between events ${verdict.afterEvent + 1} and ${verdict.byEvent}: the recording keeps marks of ` +
          `the first ${recording.marks} events, which are the same`,
      ];
    case 'drewOtherwise':
      return [
        `diverged in random draws: all ${recording.events} events are the same, but not the number of draws ` +
          `(digest ${verdict.digest}, recorded ${verdict.recordedDigest})`,
      ];
  }
}

function divergenceLines({ event, replayed, recordedName, recordedNext, lastCommon }: Divergence): string[] {
  const at = replayed === null ? '' : ` at ${instant(replayed.event)}`;
  const isOfOneKind = replayed !== null && recordedName === replayed.event.name;
  return [
    `diverged at event ${event}${at}`,
    `  recorded     ${recordedName === null ? 'the end of the run' : recordedName + (isOfOneKind ? ', another one' : '')}`,
    `  replayed     ${replayed === null ? 'the end of the run' : inWords(replayed.event)}`,
    `  last common  ${lastCommon === null ? 'none' : `${inWords(lastCommon)}, ${where(lastCommon)}`}`,
    ...(replayed === null ? [] : ['', 'What led to the replayed event', ...storyLines(replayed)]),
    ...(isOfOneKind ? [] : recordedLines(recordedName, recordedNext)),
  ];
}

function recordedLines(recordedName: string | null, next: Story | null): string[] {
  if (recordedName === null) return [];
  if (next === null) return ['', `"${recordedName}" does not come soon, or at all, in the replay`];
  return ['', `In the replay, "${recordedName}" comes next at ${instant(next.event)}, led to by`, ...storyLines(next)];
}

function storyLines({ event, causes, end }: Story): string[] {
  const ends = {
    start: 'which was there when the run began',
    forgotten: '... and events too long ago to be known',
    bound: '...',
  };
  return [...[event, ...causes].map((each) => `  ${where(each)}: ${inWords(each)}`), `  ${ends[end]}`];
}

function where(event: DescribedEvent): string {
  return `event ${event.number} at ${instant(event)}`;
}

function inWords({ name, about }: DescribedEvent): string {
  return about === '' ? name : `${name} (${about})`;
}

function instant({ timeNs }: DescribedEvent): string {
  return `${(timeNs / 1e9).toFixed(9)} s`;
}
