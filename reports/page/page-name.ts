/** What the page of a run is called, for whoever keeps its files and need not load it. */
export const pageName = 'report.html';
