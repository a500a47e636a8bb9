/** A word of a command line as a shell takes it: what we tell people to type shall do what we say. */

/** In quotes where a shell would read more into it. */
export function shellWord(word: string): string {
  return /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The same of a path, which may begin like an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}
