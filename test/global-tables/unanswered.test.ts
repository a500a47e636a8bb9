/** What has no answer is listed as it was committed, whatever is answered first. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { none } from '../../sim/engine/pool.js';
import { Changes } from '../../sim/global-tables/changes.js';
import { Unanswered } from '../../sim/global-tables/unanswered.js';
import { VersionBuffer } from '../../sim/protocol/stamped-version.js';

test('what is added and removed in any order is what a plain list holds', () => {
  /** A place among those that are unanswered, which is answered; above them all, one more is committed. */
  const steps = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 200, maxLength: 500 });
  fc.assert(
    fc.property(steps, (places) => {
      const changes = new Changes('');
      const unanswered = new Unanswered(changes);
      const expected: { readonly change: number; readonly writeId: number }[] = [];
      for (const [writeId, place] of places.entries()) {
        if (place < expected.length) {
          const [{ change }] = expected.splice(place, 1);
          unanswered.remove(change);
          changes.letGo(change);
        } else {
          const version = Object.assign(new VersionBuffer(), { writeId, committedAtNs: 10 * writeId });
          const change = changes.take(version, 1, 3, true);
          unanswered.add(change);
          expected.push({ change, writeId });
        }
        expect(unanswered.count).toBe(expected.length);
        expect(unanswered.sinceNs).toBe(expected.length === 0 ? none : 10 * expected[0].writeId);
      }
      const found = unanswered.versions();
      expect(found.map(({ version }) => version.writeId)).toEqual(expected.map(({ writeId }) => writeId));
      expect(found.every(({ backlog }) => backlog === 3)).toBe(true);
    }),
  );
});
