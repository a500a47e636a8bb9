/**
 * The summary of a run on one screen of 80 columns and 24 lines: the verdict with what was missed, what came of the run in
 * words, and of the figures as many sections as there is room for. What finds none is in the long summary (summary.ts).
 */
import type { Result } from '../../sim/result.js';
import { outcomesFinding, unitsFinding } from '../charts/findings.js';
import { latencyFinding } from '../charts/latency-finding.js';
import { printable, wrap } from '../safe-text.js';
import { line, renderLines, type TextLine } from '../text-line.js';
import { incidents, overTime, runFacts, type SummaryOptions, violations } from './summary.js';
import { isolationTable, latencyTable } from './summary-tables.js';
import { missedLines } from './verdict-lines.js';

/** A screen of 24 lines less the blank line after the text and the prompt. */
export const briefLinesMax = 22;
const columnsMin = 60;
const missedLinesMax = 6;
const latencyRowsMax = 4;
const titleLinesMax = 2;
const findingLinesMax = 3;
const rest = 'More: --verbose for all tables, --out DIR for a page with charts';

interface Section {
  readonly lines: readonly TextLine[];
  /** Where there is no room, those of higher numbers give way to those of lower ones, and those of 0 to none. */
  readonly givesWay: number;
}

/** `acts`: what the command line says of what was done. */
export function briefText(result: Result, acts: readonly TextLine[], options: SummaryOptions): string {
  const columns = Math.max(columnsMin, options.columns);
  const sections: readonly Section[] = [
    { lines: [...missedLines(result, columns, missedLinesMax), ...violations(result, columns)], givesWay: 0 },
    { lines: [...title(result, columns), ...runFacts(result, columns)], givesWay: 0 },
    { lines: findings(result, columns), givesWay: 0 },
    { lines: isolationTable(result, columns), givesWay: 1 },
    { lines: latencyTable(result, columns, latencyRowsMax), givesWay: 3 },
    { lines: isCalm(result) ? [] : incidents(result, columns), givesWay: 2 },
    { lines: acts, givesWay: 4 },
    { lines: overTime(result, columns), givesWay: 5 },
  ];
  const shown = withinScreen(sections.filter(({ lines }) => lines.length > 0));
  return renderLines([...shown, line(rest, 'faint')], { columns, colour: options.colour });
}

function title({ scenario }: Result, columns: number): TextLine[] {
  return wrap(printable(scenario.title), columns, titleLinesMax).map((text) => line(text, 'title'));
}

const isCalm = ({ faults, elections }: Result) => faults.length + elections.suspicions + elections.elections === 0;

function findings(result: Result, columns: number): TextLine[] {
  const units = result.usage.length > 0 ? [unitsFinding(result)] : [];
  return [latencyFinding(result), outcomesFinding(result), ...units].flatMap((finding) =>
    wrap(`${finding}.`, columns, findingLinesMax).map((text) => line(text)),
  );
}

/** In their order on the screen; who comes first in the order of giving way takes its room first. */
function withinScreen(sections: readonly Section[]): TextLine[] {
  const taken = new Set<Section>();
  let room = briefLinesMax - 1;
  for (const section of [...sections].sort((a, b) => a.givesWay - b.givesWay)) {
    const lines = section.lines.length + 1;
    if (lines > room && section.givesWay > 0) continue;
    taken.add(section);
    room -= lines;
  }
  const lines = sections.filter((section) => taken.has(section)).flatMap((section) => [...section.lines, line('')]);
  if (room >= 0) return lines;
  return [...lines.slice(0, briefLinesMax - 3), line('and more that finds no room here', 'faint'), line('')];
}
