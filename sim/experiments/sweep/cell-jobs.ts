/**
 * The jobs of one cell of a plan, whose scenario is read once: they differ in nothing but the seed. A job made here is the
 * one that anybody would make who was given its scenario, settings and seed alone.
 */
import { type NewJob, newJob, type PreparedJob } from '../job.js';
import { type Cell, cellAt, jobAt, type SweepPlan, settingsOfCell } from './plan.js';

export class CellJobs {
  readonly cell: Cell;
  /** On the seed that the scenario or its settings say. */
  readonly own: NewJob;

  /** Throws ScenarioError. */
  constructor(
    private readonly plan: SweepPlan,
    index: number,
  ) {
    this.cell = cellAt(plan, index);
    const { name, text } = this.cell.scenario;
    this.own = newJob(text, name, settingsOfCell(plan, this.cell));
  }

  /** Of a number that is the cell's. */
  at(number: number): PreparedJob {
    const { cell, seed } = jobAt(this.plan, number);
    if (cell.index !== this.cell.index) throw new Error(`job ${number} is of cell ${cell.index}`);
    const { job, scenario, lines } = this.own;
    if (seed === null) return { job, scenario, lines };
    return { job: { ...job, seed }, scenario: { ...scenario, seed }, lines };
  }
}
