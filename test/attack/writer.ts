/** What a run does to a folder, without the run: `node writer.js TARGET FILES` puts the files of one folder into another. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '../../sim/cli/files/folder-kinds.js';
import { OutputFolder } from '../../sim/cli/files/output-folder.js';
import { UsageError } from '../../sim/cli/usage-error.js';

const [target, files] = process.argv.slice(2);
try {
  await new OutputFolder(target, runFolder).replace(
    readdirSync(files).map((name) => ({ name, content: readFileSync(join(files, name)) })),
  );
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.exitCode = 2;
}
