/** What the defaults of tunables rest on: the words that their `source` may begin with, and what each stands for. */

export const sources = {
  P22: 'Elhemali et al., "Amazon DynamoDB: A Scalable, Predictably Performant, and Fully Managed NoSQL Database Service", USENIX ATC 2022; with the section',
  DG23: "DynamoDB's Developer Guide, as it was published as open source in February 2023",
  SDK: 'the retry code of the AWS SDK for JavaScript (smithy-lang/smithy-typescript, `packages/core/src/submodules/retry`)',
  SDK26: 'the same, under the rules that the SDKs announced for 2026',
  're:Post': 'answers of AWS on re:Post about latencies of DynamoDB',
  INS25: 'write-ups of a talk of AWS in 2025 on how DynamoDB is built',
  secondary: 'what others write of the service, without a primary source',
  'public measurements': 'round trips that others measured between instances and published',
  'vendors of NVMe drives': 'what they say of their drives',
  recalled: 'general knowledge, not looked up: do not quote it',
  assumption: "ours, with its reason; the service's own value is not published",
} as const;
