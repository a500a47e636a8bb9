/** How a recording says what it is, and what lies beside it: whoever looks for one need not know how it is read. */
export const recordingFormat = 'dynamosim recording 2';

/** The scenario's text lies beside the recording under this name, whatever it was called. */
export const scenarioName = 'scenario.yaml';
