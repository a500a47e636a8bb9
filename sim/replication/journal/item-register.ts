/**
 * One region's part in the journal of a table whose regions agree on each write: what it has accepted or promised for the
 * version after the newest that it has, item by item. Each transition happens as the record that asks for it is committed
 * by a quorum of the partition's replicas in the region, so that leaders come and go and the region forgets nothing.
 *
 * Every version of an item is decided by itself, among three regions, of which two are enough (facts 2.4 give the outcome:
 * acknowledged when one other region has it, about a round trip; how the service agrees is not published):
 *
 *   fast      the maker's region asks the others to accept its write at ballot 0; one acceptance is enough, then it commits
 *             the write at home. That commit is the decision, and only this region can make it (as a command leader with
 *             a fast quorum of two of three: Moraru et al., SOSP 2013, 4.3).
 *   else      whoever finds a version undecided asks two regions, itself among them, to promise a higher ballot, and has
 *             the value that may have been decided accepted by two (Lamport 1998; one register an item: Rystsov 2018).
 *
 * A region accepts one write a version at ballot 0, unless the maker's region has a later leader, who knew that the earlier
 * one's was never committed. A promise ends what its own region was about to commit.
 *
 * Kept are items with something undecided alone.
 */
import type { Agreed, JournalAnswer, JournalAsk, Proposal, Undecided } from '../../protocol/journal-ask.js';

/** The version that an item has, and its write. */
export interface AppliedVersions {
  applied(item: number): number;
  appliedWriteId(item: number): number;
}

export class ItemRegister {
  private readonly undecided = new Map<number, Undecided>();

  constructor(
    readonly region: number,
    private readonly versions: AppliedVersions,
  ) {}

  /** What the region accepted or promised above the version that it has; null: nothing. */
  undecidedOf(item: number): Undecided | null {
    return this.undecided.get(item) ?? null;
  }

  /** The highest version that it knows of, decided or not. */
  newestKnown(item: number): number {
    return newestKnownIn(this.stateOf(item, true));
  }

  /** The ask's record is committed. */
  answerTo(ask: JournalAsk): JournalAnswer {
    const isGiven = ask.kind === 'newest' || this.gives(ask);
    return this.stateOf(ask.item, isGiven);
  }

  stateOf(item: number, isGiven: boolean): JournalAnswer {
    return {
      isGiven,
      applied: this.versions.applied(item),
      appliedWriteId: this.versions.appliedWriteId(item),
      undecided: this.undecidedOf(item),
    };
  }

  private gives(ask: JournalAsk): boolean {
    const { item, version, ballot } = ask;
    if (this.versions.applied(item) >= version) return false;
    const known = this.undecidedOf(item);
    if (known !== null && known.version > version) return false;
    // What is undecided below has been decided elsewhere: nobody proposes a version before it has the one below.
    const before = known !== null && known.version === version ? known : nothingOf(version);
    if (ask.kind === 'promise') {
      if (ballot <= before.promisedBallot) return false;
      this.undecided.set(item, { ...before, promisedBallot: ballot });
      return true;
    }
    if (ballot < before.promisedBallot) return false;
    if (ballot === 0 && !mayReplace(before.accepted, ask.proposal!)) return false;
    this.undecided.set(item, { version, promisedBallot: ballot, acceptedBallot: ballot, accepted: ask.proposal });
    return true;
  }

  /** Whether the region's own write, which others have accepted, may be committed: that decides it. */
  mayCommit(item: number, { version, ballot, proposal }: Agreed): boolean {
    const applied = this.versions.applied(item);
    if (ballot > 0) return applied < version;
    if (applied !== version - 1) return false;
    const known = this.undecidedOf(item);
    if (known === null || known.version < version) return true;
    if (known.version > version || known.promisedBallot > 0) return false;
    return known.accepted === null || known.accepted.writeId === proposal!.writeId;
  }

  /** The item has this version now. */
  applied(item: number, version: number): void {
    const known = this.undecided.get(item);
    if (known !== undefined && known.version <= version) this.undecided.delete(item);
  }
}

/** The highest version that a region knows of: nobody proposes or promises one before the one below is decided. */
export function newestKnownIn({ applied, undecided }: JournalAnswer): number {
  if (undecided === null) return applied;
  return Math.max(applied, undecided.accepted === null ? undecided.version - 1 : undecided.version);
}

const nothingOf = (version: number): Undecided => ({ version, promisedBallot: 0, acceptedBallot: 0, accepted: null });

/** At ballot 0. */
function mayReplace(accepted: Proposal | null, proposal: Proposal): boolean {
  if (accepted === null) return true;
  if (accepted.region !== proposal.region) return false;
  return accepted.writeId === proposal.writeId || accepted.leadership < proposal.leadership;
}

/** A region's answer to a promise, by the number of the region. */
export type Promises = ReadonlyMap<number, JournalAnswer>;

/**
 * What has to be proposed at the higher ballot, of those who promised it: the write that may have been decided; else one
 * that nobody may have decided, and that would be welcome; null where there is none.
 *
 * At ballot 0 only the maker's region decides. If it has promised, it has not and will not; if it is silent, any
 * acceptance of its write may have been enough, of writes of two of its leaders the later's.
 */
export function toPropose(
  version: number,
  promises: Promises,
): { readonly proposal: Proposal; readonly isBound: boolean } | null {
  const accepted = [...promises.values()].flatMap(({ undecided }) =>
    undecided !== null && undecided.version === version && undecided.accepted !== null ? [undecided] : [],
  );
  if (accepted.length === 0) return null;
  const highest = accepted.reduce((best, each) => (each.acceptedBallot > best.acceptedBallot ? each : best));
  if (highest.acceptedBallot > 0) return { proposal: highest.accepted!, isBound: true };
  const bound = accepted.map((each) => each.accepted!).filter(({ region }) => !promises.has(region));
  if (bound.length === 0) return { proposal: highest.accepted!, isBound: false };
  return { proposal: bound.reduce((best, each) => (each.leadership > best.leadership ? each : best)), isBound: true };
}
