/**
 * What regions ask each other about the next version of an item, where they agree on each write before it is acknowledged
 * (replication/journal/item-register.ts has the rules). Versions of an item count from 1; 0 is the item as it was loaded.
 */

/** A write that wants to be the version of that number. */
export interface Proposal {
  readonly item: number;
  readonly version: number;
  readonly writeId: number;
  readonly bytes: number;
  /** Of its maker. */
  readonly region: number;
  /** Of the item's leaders there, the number of the one that made it: the later has the higher. */
  readonly leadership: number;
}

/**
 * `newest`: the highest version that the region knows of. `promise`: accept nothing of a lower ballot for this version any
 * more. `accept`: take this proposal for this version.
 */
export type AskKind = 'newest' | 'promise' | 'accept';

export interface JournalAsk {
  readonly kind: AskKind;
  readonly item: number;
  readonly version: number;
  /** 0: of the proposal's maker, at first; higher ones of whoever ends what was left undecided. */
  readonly ballot: number;
  /** With `accept`. */
  readonly proposal: Proposal | null;
  /** Filled in when the region's quorum has it. */
  answer: JournalAnswer | null;
}

export interface JournalAnswer {
  /** The promise or the acceptance was given. */
  readonly isGiven: boolean;
  /** The newest version that is decided and that the region has, and its write. */
  readonly applied: number;
  readonly appliedWriteId: number;
  /** What the region accepted for a version above that one, or promised. */
  readonly undecided: Undecided | null;
}

export interface Undecided {
  readonly version: number;
  readonly promisedBallot: number;
  readonly acceptedBallot: number;
  readonly accepted: Proposal | null;
}

/** What a leader's own write was agreed to be; it is looked at again when the write has its quorum in the region. */
export interface Agreed {
  readonly version: number;
  readonly ballot: number;
  readonly proposal: Proposal | null;
}

/** Of a read: no region knows of a newer version than the reader's. */
export const agreedRead: Agreed = { version: 0, ballot: 0, proposal: null };
