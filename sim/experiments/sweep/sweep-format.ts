/** How the JSON form of a sweep begins, of any version. */
export const sweepFormat = 'dynamosim sweep ';
