/** Each time that a node is judged slow is a row: since when a fault acted, when it was empty, when it was trusted again. */
import { expect, test } from 'vitest';
import { GrayDetection, grayNodesListedMax } from '../../../sim/measurement/healing/gray-detection.js';

const at = (seconds: number) => ({ nowNs: seconds * 1e9 });
const nameOf = (node: number) => `storage-${node}`;

test('judged, emptied, trusted, and judged anew is two rows; a mistake has no fault', () => {
  const gray = new GrayDetection();
  gray.nodeJudgedGray(at(15), 1, 5e9);
  gray.nodeEmptied(at(20), 1);
  gray.nodeNoLongerGray(at(40), 1);
  gray.nodeJudgedGray(at(50), 1, -1);
  gray.nodeEmptied(at(60), 2);
  expect(gray.rows(nameOf)).toEqual([
    { node: 'storage-1', judgedS: 15, troubledSinceS: 5, emptiedS: 20, trustedS: 40 },
    { node: 'storage-1', judgedS: 50, troubledSinceS: null, emptiedS: null, trustedS: null },
  ]);
});

test('only the first are listed', () => {
  const gray = new GrayDetection();
  for (let node = 0; node <= grayNodesListedMax; node++) gray.nodeJudgedGray(at(node), node, -1);
  gray.nodeNoLongerGray(at(200), grayNodesListedMax);
  expect(gray.rows(nameOf)).toHaveLength(grayNodesListedMax);
  expect(gray.rows(nameOf).at(-1)).toMatchObject({ node: `storage-${grayNodesListedMax - 1}`, trustedS: null });
});
