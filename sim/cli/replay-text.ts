/** What a replay found, in words. */
import type { DescribedEvent, Divergence, Story } from '../experiments/divergence.js';
import { type Recording, scenarioDifferences } from '../experiments/recording.js';
import type { ReplayVerdict } from '../experiments/replay.js';
import type { Scenario } from '../scenario/scenario.js';
import { version } from '../version.js';
import { recordingName } from './files/folder-kinds.js';
import type { RecordedFolder } from './files/recording-files.js';
import type { Remade } from './files/remade-files.js';

const differencesMax = 5;

/** What is known to differ before the run is made again, of another version's recording. */
export function replayNotes(recording: Recording, scenario: Scenario): string[] {
  if (recording.dynamosim === version) return [];
  return [
    `note: recorded by dynamosim ${recording.dynamosim}, replayed by dynamosim ${version}`,
    ...differencesInWords(recording, scenario).map((each) => `note: the scenario reads otherwise now: ${each}`),
  ];
}

/** Such as "seed was 5, is 6"; of a recording of this version there is none, or it contradicts itself. */
export function differencesInWords(recording: Recording, scenario: Scenario): string[] {
  return scenarioDifferences(recording.scenario, scenario, differencesMax).map(
    ({ path, recorded, now }) => `${path} was ${recorded}, is ${now}`,
  );
}

/** What is proved of each file, after the same events were seen. */
export function identicalLines({ recording, sums, others }: RecordedFolder, { files, difference }: Remade): string[] {
  if (difference !== null) {
    const { name, line, recorded, replayed } = difference;
    return [
      `diverged in ${name} at line ${line}: all ${recording.events} events are the same, and the number of draws`,
      `  recorded     ${recorded ?? 'the end of the file'}`,
      `  replayed     ${replayed ?? 'the end of the file'}`,
    ];
  }
  const names = files.map(({ name }) => name);
  const asRecorded = [recordingName, ...Object.keys(sums)].filter((name) => !names.includes(name));
  const list = (what: string, listed: readonly string[]) =>
    listed.length === 0 ? [] : [`  ${what} ${listed.join(', ')}`];
  return [
    `identical: ${recording.events} events, digest ${recording.digest}`,
    ...list('made again, the same to the byte:', names),
    ...list('not made again, its checksum is the recorded one:', asRecorded),
    ...list('not of the recording:', others),
  ];
}

export function replayLines(verdict: Exclude<ReplayVerdict, { kind: 'identical' }>, recording: Recording): string[] {
  switch (verdict.kind) {
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
