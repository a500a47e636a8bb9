/** How the JSON form of a search begins, of any version. */
export const searchFormat = 'dynamosim search ';
