/**
 * Defects that somebody could write, planted on purpose to see that a checker catches them: a check is trusted only after
 * it did. Each is asked for where its mechanism is built, so that a sound run pays nothing. Scenarios under
 * `scenarios/negative/` alone may plant them.
 */
export const defects = {
  'acknowledge-before-quorum': 'a leader acknowledges a write that it alone has',
  'late-acknowledgement-counts-twice': "a late acknowledgement counts for its own write and for the partition's next",
  'serve-after-lease': 'a leader serves on when its lease is over',
  'strong-read-unchecked': 'a replica answers a strong read without asking itself whether it leads',
  'split-forgotten': 'a node takes writes for items that its partition gave away in a split',
  'heal-into-same-zone': 'a lost replica is replaced in a zone that has another of its partition',
  'log-replica-elected': 'a log replica stands for leader and is elected',
  'serve-before-caught-up': 'a replica that was away takes leadership over before it has the records that it missed',
  'restore-misses-last-second': 'a restored table is as it was a second before the time that was asked for',
  'backup-misses-log-tail': 'a backup is taken for whole before all that it should have is archived',
  'archive-gap-accepted': 'an archival agent uploads what its replica has of the log without looking for gaps',
  'archive-rot-accepted': 'an archival agent uploads records of its log without looking at their checksums',
  'rebuild-misses-log-tail': 'a rebuilt replica lacks what was written while it was copied',
  'archived-tail-ignored': 'a new leader lets go of what only the archive still has',
  'lost-flush-counted': 'a log that lost records with the power counts as whole when its node starts again',
  'disputed-copy-copied':
    'a bad copy is copied anew from one that differs from another, and nobody can say which is right',
  'scrub-never-looks': 'scrub says of each partition that its replicas are equal, and reads none of them',
  'last-writer-by-arrival': 'the write of a global table that arrives last wins, whatever its time',
  'tie-by-region-of-arrival': 'of two writes of the same time, each region of a global table keeps its own',
  'change-applied-twice-moves-winner': 'a change that is sent again wins over whatever came since it was sent first',
  'backlog-truncated-on-return': 'what waits for a region is dropped when that answers again',
  'strong-write-acknowledged-alone': 'a region acknowledges a strong write that no other one has accepted',
  'strong-read-before-journal': 'a region answers a strong read with what it has, whatever others know',
  'fill-misses-changes-under-way':
    'a region that is added is not told of changes that are under way to the one that its items are copied from',
} as const;

export type Defect = keyof typeof defects;

/** What a mechanism asks, once, when it is built. */
export interface Plantable {
  readonly defects: readonly Defect[];
}
