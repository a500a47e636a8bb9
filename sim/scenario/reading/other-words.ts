/**
 * Words of the real service, its SDKs and its console, where a user would write them here: what is not modelled yet is said
 * to be so, and what has another name here is told it. Words are compared without case and without what joins them.
 */

/** By the word, what of the service it stands for. */
const notModelled: Readonly<Record<string, readonly string[]>> = {
  streams: ['streams', 'stream', 'streamSpecification', 'streamViewType', 'changeDataCapture', 'kinesis'],
  'secondary indexes': [
    'indexes',
    'index',
    'gsi',
    'gsis',
    'lsi',
    'lsis',
    'globalSecondaryIndexes',
    'localSecondaryIndexes',
  ],
  'expiry of items': ['ttl', 'timeToLive', 'expiry', 'expires'],
  'DAX, the cache before it': ['dax', 'cache'],
  'backups and their restore': ['pitr', 'pointInTimeRecovery', 'export', 'import'],
  transactions: ['transactions', 'transactWriteItems', 'transactGetItems', 'transactWrite', 'transactGet'],
  'batch operations': ['batchGetItem', 'batchWriteItem', 'batchGet', 'batchWrite', 'batch'],
  scans: ['scan', 'parallelScan', 'scans'],
  PartiQL: ['executeStatement', 'batchExecuteStatement', 'executeTransaction', 'partiQL'],
  'conditions of writes': ['condition', 'conditions', 'conditionExpression', 'conditionalWrites', 'conditionCheck'],
  'the warm throughput of a table': ['warmThroughput', 'preWarm', 'prewarmed'],
  'reserved capacity': ['reservedCapacity'],
  'a maximum of on-demand throughput': ['onDemandThroughput', 'maxReadRequestUnits', 'maxWriteRequestUnits'],
  'table classes': ['tableClass', 'standardInfrequentAccess'],
  encryption: ['encryption', 'sse', 'sseSpecification', 'kms'],
  'attributes of items': [
    'attributes',
    'attributeDefinitions',
    'keySchema',
    'partitionKey',
    'sortKey',
    'hashKey',
    'rangeKey',
  ],
  'costs in money': ['cost', 'costs', 'price', 'pricing'],
  'the differences between SDKs': ['sdk', 'sdkVersion', 'language'],
  'back-off without jitter': ['jitter'],
};

/** By the word, names of the same thing here, of which the one that may stand there is meant. */
const sameAs: Readonly<Record<string, readonly string[]>> = {
  billingMode: ['capacity'],
  provisionedThroughput: ['capacity'],
  throughput: ['capacity'],
  payPerRequest: ['on-demand'],
  provisioned: ['global'],
  readCapacityUnits: ['read'],
  writeCapacityUnits: ['write'],
  rcu: ['read'],
  wcu: ['write'],
  rcus: ['read'],
  wcus: ['write'],
  shards: ['partitions'],
  itemCount: ['items', 'count'],
  itemSize: ['items', 'size'],
  globalTable: ['regions'],
  globalTables: ['regions'],
  replicas: ['regions'],
  replicaRegions: ['regions'],
  multiRegionConsistency: ['consistency'],
  mrsc: ['consistency'],
  mrec: ['consistency'],
  availabilityZones: ['zones'],
  azs: ['zones'],
  consistent: ['strong'],
  consistentRead: ['strong', 'reads'],
  consistency: ['reads'],
  stronglyConsistent: ['strong'],
  eventuallyConsistent: ['eventual'],
  maxRetries: ['attempts'],
  maxAttempts: ['attempts'],
  maxErrorRetry: ['attempts'],
  retryMode: ['retries'],
  apiCallTimeout: ['timeout'],
  apiCallAttemptTimeout: ['timeout'],
  requestTimeout: ['timeout'],
  readTimeout: ['timeout'],
  socketTimeout: ['timeout'],
  connectionTimeout: ['connectTimeout'],
  hedging: ['hedgeAfter'],
  azFailure: ['zone-outage'],
  azOutage: ['zone-outage'],
  zoneFailure: ['zone-outage'],
  regionFailure: ['region-outage'],
  bandwidthLimit: ['narrow-link'],
  nodeCrash: ['host-crash'],
  hostFailure: ['host-crash'],
  latency: ['network-delay'],
  partition: ['network-partition', 'partitions'],
  workload: ['ycsb', 'mix'],
  operations: ['mix'],
  rps: ['arrivals'],
  rate: ['arrivals'],
  slo: ['objectives'],
  slos: ['objectives'],
};

const plain = (word: string) => word.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
const byPlainWord = <Value>(entries: readonly (readonly [string, Value])[]) =>
  new Map(entries.map(([word, value]) => [plain(word), value]));

const featureOf = byPlainWord(
  Object.entries(notModelled).flatMap(([feature, words]) => words.map((word) => [word, feature] as const)),
);
const namesOf = byPlainWord(Object.entries(sameAs));

/** What of the real service the word stands for that is not modelled; null where it is none of that. */
export const notModelledYet = (word: string): string | null => featureOf.get(plain(word)) ?? null;

/** Which of the valid names has the meaning that the word has elsewhere. */
export function nameElsewhere(word: string, candidates: readonly string[]): string | null {
  return namesOf.get(plain(word))?.find((name) => candidates.includes(name)) ?? null;
}
