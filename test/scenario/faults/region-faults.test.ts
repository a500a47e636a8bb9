/** Faults of regions and of what lies between them: what may be written, and one error with its line where it may not. */
import { expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.js';
import { linesOf } from '../examples.js';

const fileOf = (fault: string) => `title: Two regions
regions: { r: {}, s: {} }
tables: { t: { region: r } }
tenants: { a: { arrivals: { poisson: 1/s }, region: s } }
faults: [{ ${fault}, at: 1s }]
`;
const narrow = 'kind: narrow-link, target: r, peer: s';

test('a link is narrow by a bandwidth, in bits or bytes, and holds 400 ms of it unless said otherwise', () => {
  const read = (more: string) => readScenario(fileOf(`${narrow}, ${more}`), 'a.yaml').faults[0].values;
  expect(read('bandwidth: 8Mb/s')).toEqual({ bandwidth: 1e6, backlogMax: 400e6 });
  expect(read('bandwidth: 1KB/s, backlogMax: 0s')).toEqual({ bandwidth: 1000, backlogMax: 0 });
});

test.each([
  [narrow, /^a\.yaml:5:10: found no "bandwidth"; expected /],
  [`${narrow}, bandwidth: 999B/s`, /^a\.yaml:5:62: found "999B\/s"; expected a bandwidth of at least 1KB\/s/],
  [`${narrow}, bandwidth: 1MB`, /^a\.yaml:5:62: found "1MB"; expected a bandwidth with a unit/],
  [`${narrow}, bandwidth: 1MB/s`.replace('peer: s', 'peer: q'), /^a\.yaml:5:48: .*region "q"/],
  ['kind: region-outage, target: r/az-1', /^a\.yaml:5:41: found "r\/az-1"; expected a region, such as us-east-1/],
  ['kind: region-outage, target: r, peer: s', /^a\.yaml:5:44: found the unknown key "peer"/],
])('%s is told', (fault, line) => {
  expect(linesOf(fileOf(fault))).toEqual([expect.stringMatching(line)]);
});
