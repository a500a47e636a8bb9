/**
 * The kinds of folder that we write, and the names of all files in them: those are ours to replace or remove, and nothing
 * else in a folder is. One file is the landmark that tells such a folder from any other.
 */
import { chartNames, varyChartName } from '../../../reports/charts/chart-frame.js';
import { comparisonFormat } from '../../../reports/compare/comparison-format.js';
import { pageName } from '../../../reports/page/page-name.js';
import { varyFormat } from '../../../reports/vary/vary-table.js';
import { recordingFormat, scenarioName } from '../../experiments/recording-format.js';
import { searchFormat } from '../../experiments/search/search-format.js';
import { sweepFormat } from '../../experiments/sweep/sweep-format.js';
import { exportFiles } from '../exports/export-names.js';

export interface FolderKind {
  readonly landmark: string;
  /** How the landmark begins, of any version. */
  readonly format: string;
  readonly others: readonly string[];
  /** Names of files of ours that stay when the others are replaced. */
  readonly staying?: (name: string) => boolean;
}

export const recordingName = 'recording.json';
export const eventsName = 'events.bin';
export const resultName = 'result.json';
export const junitName = 'junit.xml';
export const tableName = 'vary.json';
export const tableCsvName = 'vary.csv';
export const comparisonName = 'compare.json';
export const comparisonPageName = 'compare.html';
export const comparisonMarkdownName = 'compare.md';
export const searchName = 'search.json';
export const searchCsvName = 'search.csv';
export const sweepName = 'sweep.json';
export const sweepCsvName = 'sweep.csv';
export const sweepParquetName = 'sweep.parquet';
export const sweepPageName = 'sweep.html';
export const shardName = ({ shard, of }: { readonly shard: number; readonly of: number }) =>
  `shard-${shard}-of-${of}.ndjson`;
export const isShardName = (name: string) => /^shard-\d+-of-\d+\.ndjson$/.test(name);

const image = (name: string) => `${name}.png`;

export const runFolder: FolderKind = {
  landmark: recordingName,
  format: recordingFormat.replace(/\d+$/, ''),
  others: [
    ...[eventsName, scenarioName, resultName, pageName, junitName],
    ...chartNames.map(image),
    ...Object.values(exportFiles).flat(),
  ],
};
export const varyFolder: FolderKind = {
  landmark: tableName,
  format: varyFormat,
  others: [tableCsvName, image(varyChartName)],
};
export const compareFolder: FolderKind = {
  landmark: comparisonName,
  format: comparisonFormat,
  others: [comparisonPageName, comparisonMarkdownName],
};
export const sweepFolder: FolderKind = {
  landmark: sweepName,
  format: sweepFormat,
  others: [sweepCsvName, sweepParquetName, sweepPageName, junitName],
  staying: isShardName,
};
export const searchFolder: FolderKind = { landmark: searchName, format: searchFormat, others: [searchCsvName] };
export const folderKinds = [runFolder, varyFolder, compareFolder, sweepFolder, searchFolder];

export function isNameOf({ landmark, others }: FolderKind, name: string): boolean {
  return name === landmark || others.includes(name);
}
