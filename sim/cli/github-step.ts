/**
 * A step of a GitHub build, whose runner reads what a program prints: a line that begins with `::` is a command to it, and
 * so is `##[` anywhere in one (github.com/actions/runner, src/Runner.Common/ActionCommand.cs). A stranger's title that
 * begins so must be text.
 */

export interface GitHubStep {
  /** Where the step may append Markdown for the page of the build; null where there is no such place. */
  readonly summaryFile: string | null;
  /** The root of the checked-out repository. */
  readonly workspace: string | null;
}

/** Null elsewhere than in a step. */
export function githubStep(environment: NodeJS.ProcessEnv): GitHubStep | null {
  if (environment.GITHUB_ACTIONS !== 'true') return null;
  return { summaryFile: environment.GITHUB_STEP_SUMMARY || null, workspace: environment.GITHUB_WORKSPACE || null };
}

/** The lines without commands: the character that makes one stands as JSON escapes it, so that JSON keeps its meaning. */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\u003a').replaceAll('##[', '#\\u0023[');
}
