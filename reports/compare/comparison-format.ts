/** How the JSON form of a comparison begins, of any version. */
export const comparisonFormat = 'dynamosim comparison ';
