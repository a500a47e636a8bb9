/** What a step of a GitHub build shows of a run: annotations in the scenario, and the verdict on the page of the build. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { githubAnnotations } from '../../reports/builds/github-annotations.js';
import { stepSummary } from '../../reports/builds/step-summary.js';
import { verdictCases } from '../../reports/builds/verdict-cases.js';
import type { PreparedJob } from '../experiments/job.js';
import type { Result } from '../result.js';
import { appendToFile, workingFolder } from './files/file-access.js';
import type { GitHubStep } from './github-step.js';
import type { Terminal } from './terminal.js';
import { reasonOf } from './usage-error.js';

/** A summary that cannot be written is told, and changes no verdict. */
export function tellGitHub(step: GitHubStep, { job, lines }: PreparedJob, result: Result, terminal: Terminal): void {
  const file = pathInRepository(job.fileName, step.workspace);
  const cases = verdictCases(result, lines);
  terminal.command(githubAnnotations(cases, file));
  if (step.summaryFile === null) return;
  try {
    appendToFile(step.summaryFile, stepSummary(result, cases, file));
  } catch (error) {
    terminal.tell(`dynamosim: the step summary ${step.summaryFile} cannot be written: ${reasonOf(error)}`);
  }
}

/** GitHub looks for files from the root of the repository, wherever in it a step runs. */
function pathInRepository(fileName: string, workspace: string | null): string {
  const here = workingFolder();
  if (workspace === null || here === null) return fileName;
  const path = relative(workspace, resolve(here, fileName));
  return path.startsWith(`..${sep}`) || isAbsolute(path) ? fileName : path;
}
