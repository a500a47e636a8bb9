/** What makes JUnit XML. The package is CommonJS and exports its builder itself, though its types speak of a default beside it. */
import junit, { type Builder } from 'junit-report-builder';

const builder = junit as unknown as Builder;

export const newReport = () => builder.newBuilder().name('dynamosim');

export type TestCase = ReturnType<ReturnType<Builder['testSuite']>['testCase']>;
