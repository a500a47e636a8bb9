/** The version of this model, as in package.json: another version may answer the same scenario otherwise. */
export const version = '0.1.0';
