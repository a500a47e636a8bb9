/** Where the tail's time went that B took beyond A, or that it saved: stage by stage, drawn to either side of no change. */
import type { Stage } from '../../../sim/request-time.js';
import { short, significant } from '../../format.js';
import { dataTable, names, numbers } from '../../page/data-table.js';
import { type Html, html, nothing } from '../../page/html.js';
import { stageWords } from '../../page/stage-words.js';
import type { Comparison } from '../comparison.js';
import { kindInWords } from '../differences.js';
import type { StageShift } from '../stage-shifts.js';
import { explainingStages, shownShifts, signed } from '../words.js';

const width = 1000;
const middle = width / 2;

export function stagesSection(comparison: Comparison): Html {
  const shifts = shownShifts(comparison);
  if (shifts.length === 0) return nothing;
  const used = [...new Set(shifts.flatMap(({ stages }) => stages.map(({ stage }) => stage as Stage)))];
  return html`<section id="stages"><h2>Stages that explain it</h2><ul class="stage-key" aria-hidden="true">${used.map(
    (stage) =>
      html`<li><svg class="swatch" viewBox="0 0 10 10"><rect class="stage-${stage}" width="10" height="10"/></svg>${stageWords[stage]}</li>`,
  )}</ul>${dataTable(
    'Mean of each band of the slowest requests, in ms',
    [...names('requests', 'band'), ...numbers('A', 'B', 'B - A'), ...names('less | more', 'most of it')],
    shifts.map((shift) => ({
      cells: [
        kindInWords(shift),
        shift.band,
        html`<data value="${shift.meanMsOfA}">${significant(shift.meanMsOfA)}</data>`,
        html`<data value="${shift.meanMsOfB}">${significant(shift.meanMsOfB)}</data>`,
        html`<data value="${shift.changeMs}">${signed(shift.changeMs, significant)}</data>`,
        bar(shift),
        explainingStages(shift)
          .map(({ stage, changeMs }) => `${stageWords[stage as Stage]} ${signed(changeMs, short)}`)
          .join(', '),
      ],
    })),
  )}</section>`;
}

/** What was saved to the left, what was added to the right; each bar fills its row by its own greater side. */
function bar({ stages }: StageShift): Html {
  const sideOf = (sign: number) => stages.filter(({ changeMs }) => changeMs * sign > 0);
  const lengthOf = (sign: number) => sideOf(sign).reduce((sum, { changeMs }) => sum + Math.abs(changeMs), 0);
  const scale = middle / Math.max(lengthOf(1), lengthOf(-1), Number.MIN_VALUE);
  const pieces = [1, -1].flatMap((sign) => {
    let at = middle;
    return sideOf(sign).map(({ stage, changeMs }) => {
      const length = Math.abs(changeMs) * scale;
      const x = sign > 0 ? at : at - length;
      at += sign * length;
      return html`<rect class="stage-${stage}" x="${x.toFixed(1)}" width="${length.toFixed(1)}" height="10"><title>${stageWords[stage as Stage]} ${signed(changeMs, short)} ms</title></rect>`;
    });
  });
  return html`<svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">${pieces}<rect class="middle" x="${middle - 1}" width="2" height="10"/></svg>`;
}
