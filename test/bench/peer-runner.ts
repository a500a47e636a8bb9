/**
 * The other side: the same workloads on other engines, our own programs under test/bench/peers. They are built by make
 * and run one by one; a peer whose compiler or library is missing is left out and named. Peers draw from the same kind of
 * generator and do the same events, but get fewer requests where they are slow, since only rates are compared.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BenchResult, type LatencyFigures, noLatency } from './bench-result.js';

export interface Peer {
  /** peer:<engine>:<workload> */
  readonly name: string;
  readonly workload: string;
  readonly run: () => BenchResult;
}

/** A peer prints latencies only where it has any. */
type PeerLine = Pick<BenchResult, 'requests' | 'events' | 'wallSeconds'> & Partial<LatencyFigures>;

export interface Peers {
  readonly present: readonly Peer[];
  /** Engines left out, with the reason. */
  readonly missing: readonly string[];
}

// From dist/test/bench, where this runs.
const sources = fileURLToPath(new URL('../../../test/bench/peers/', import.meta.url));
const programs = fileURLToPath(new URL('./peers/', import.meta.url));
const peerSecondsMax = 120;

/** Builds what can be built; only peers of workloads that `isWanted` are listed. */
export function preparePeers(isWanted: (workload: string) => boolean): Peers {
  const make = spawnSync('make', ['-k', '-C', sources, `OUT=${programs}`], { encoding: 'utf8' });
  const python = ['python3', '/usr/bin/python3'].find((one) => succeeds(one, ['-c', 'import SimPy.Simulation']));
  const missing: string[] = [];
  if (make.error !== undefined) missing.push(`peers in C++ (${make.error.message})`);
  else if (!existsSync(`${programs}quorum-write`)) missing.push('cpp (does g++ work?)');
  if (make.error === undefined && !existsSync(`${programs}ns3-peer`)) missing.push('ns3 (Debian: libns3-dev)');
  if (python === undefined) missing.push('simpy (Debian: python3-simpy)');
  const all = [...cppPeers(), ...ns3Peers(), ...(python === undefined ? [] : simpyPeers(python))];
  return { present: all.filter((peer) => isWanted(peer.workload)), missing };
}

function cppPeers(): Peer[] {
  return ['heap4', 'priority-queue'].flatMap((queue) =>
    programPeers(`cpp-${queue}`, {
      'w1-1e3': ['hold-model', queue, 5e6, 1e3],
      w1: ['hold-model', queue, 5e6, 1e5],
      'w1-1e6': ['hold-model', queue, 5e6, 1e6],
      w2: ['mm1', queue, 1e6],
      w3: ['quorum-write', queue, 1e6],
    }),
  );
}

/** The scheduler is ns-3's word for its pending-event set; Map is the default. */
function ns3Peers(): Peer[] {
  const schedulers = { map: 'Map', heap: 'Heap', 'priority-queue': 'PriorityQueue', calendar: 'Calendar' };
  return Object.entries(schedulers).flatMap(([name, scheduler]) =>
    programPeers(`ns3-${name}`, {
      w1: ['ns3-peer', 'w1', scheduler, 5e5, 1e5],
      w2: ['ns3-peer', 'w2', scheduler, 1e6],
      w3: ['ns3-peer', 'w3', scheduler, 3e5],
    }),
  );
}

function simpyPeers(python: string): Peer[] {
  const script = `${sources}simpy/peer.py`;
  return [
    peer('simpy', 'w1', python, [script, 'w1', 2e5, 1e5]),
    peer('simpy', 'w2', python, [script, 'w2', 1e5]),
    peer('simpy', 'w3', python, [script, 'w3', 3e4]),
  ];
}

function programPeers(
  engine: string,
  commands: Readonly<Record<string, readonly [string, ...(string | number)[]]>>,
): Peer[] {
  return Object.entries(commands)
    .filter(([, [program]]) => existsSync(programs + program))
    .map(([workload, [program, ...args]]) => peer(engine, workload, programs + program, args));
}

function peer(engine: string, workload: string, program: string, args: readonly (string | number)[]): Peer {
  const name = `peer:${engine}:${workload}`;
  return {
    name,
    workload,
    run: () => ({ ...noLatency, ...(jsonLineOf(name, program, args.map(String)) as PeerLine), name, digest: null }),
  };
}

/** What a program prints, which is one line of JSON. */
export function jsonLineOf(name: string, program: string, args: readonly string[]): unknown {
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: peerSecondsMax * 1e3,
  });
  if (error !== undefined || status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
