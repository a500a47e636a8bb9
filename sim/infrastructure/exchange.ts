/**
 * Questions to a service and their answers: what look-ups, asks for tokens and every other service that is asked over the
 * network have in common. The servers are hosts of one role, each with a run queue.
 *
 *   asker ─ question ─> run queue ─ serve ─ answer ─> answered
 *     │       lost         full: silence      lost        late: thrown away
 *     └─ no answer in time: unanswered; the server is passed over for a while, and the asker may go on to the next
 *
 * Two hold a question, the asker that waits and the thread of work that comes back with the answer. What is asked and
 * answered are fields of the service's own kind of question. Left out: connections, and answers of more than one message.
 */
import type { Distribution } from '../engine/distribution.js';
import { type Pooled, SharedPool } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { TimerLane } from '../engine/timer-lane.js';
import type { Host } from './host.js';
import type { Network } from './network.js';
import { SilentPeers } from './silent-peers.js';
import type { HostProcessors } from './topology.js';
import { type Visitor, Visits } from './visit.js';

export class Question implements Pooled, Visitor {
  asker!: Asker<Question>;
  /** The host that asks, and its life in which it does. */
  from = 0;
  incarnation = 0;
  /** The host that is asked, and how many of the asker's servers come before it. */
  server = 0;
  turn = 0;
  timer = 0;
  /** The asker waits for it; false once it has given up. */
  isAwaited = false;
  epoch = 0;
  serviceNs = 0;

  constructor(readonly index: number) {}
}

/** Who asks: exactly one of these comes for each question that was sent. It may ask again at once. */
export interface Asker<Q extends Question> {
  answered(question: Q): void;
  /** The server was silent for the whole time-out. */
  unanswered(question: Q): void;
  /** The host that asked crashed before it heard anything, and knows nothing of the question any more. */
  abandoned(question: Q): void;
}

export interface ServiceSpec<Q extends Question> {
  /** Of the question, as it begins the names of its events. */
  readonly name: string;
  readonly processors: HostProcessors;
  /** Work of a server on one question. */
  readonly cpu: Distribution;
  readonly timeoutNs: number;
  /** An asker's host passes over a server that did not answer for this long; 0: asks it again the next time. */
  readonly avoidSilentForNs: number;
  readonly questionBytes: number;
  readonly answerBytes: number;
  create(index: number): Q;
  /** What is asked, in words, such as "table orders". */
  about(question: Readonly<Q>): string;
  /** The server has worked on the question: answers it. */
  serve(question: Q): void;
}

export class Exchange<Q extends Question> {
  /** Questions ever sent. */
  asked = 0;
  private readonly pool: SharedPool<Q>;
  private readonly timers: TimerLane;
  private readonly questionType: number;
  private readonly serving: Visits;
  private readonly answerType: number;
  /** By asking host; those whose servers all answered have none. */
  private readonly silent = new Map<number, SilentPeers>();

  constructor(
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly hosts: readonly Host[],
    private readonly service: ServiceSpec<Q>,
  ) {
    const { name, processors, timeoutNs } = service;
    this.pool = new SharedPool(`${name}s`, (index) => service.create(index));
    const of = (index: number) => this.pool.items[index];
    const lost = (index: number) => this.pool.letGo(index);
    const about = (index: number) => this.about(of(index));
    this.timers = new TimerLane(simulation, `${name} time-out`, timeoutNs, (index) => this.timedOut(of(index)), about);
    this.questionType = network.channel(`${name} arrives`, (index) => this.arrives(of(index)), lost, about);
    this.serving = new Visits(
      simulation,
      processors.stations,
      `${name} served`,
      (index) => this.served(of(index)),
      lost,
      about,
    );
    this.answerType = network.channel(`${name} answered`, (index) => this.answerArrives(of(index)), lost, about);
  }

  /**
   * A question from a host to the first of `servers`, from `turn` on, that was not silent lately: the asker fills in what it
   * asks, and sends it. Null when there is none.
   */
  begin(asker: Asker<Q>, from: Host, servers: readonly number[], turn: number): Q | null {
    const silent = this.silent.get(from.id);
    let next = turn;
    while (next < servers.length && silent?.avoids(servers[next], this.simulation.nowNs)) next++;
    if (next === servers.length) return null;
    const question = this.pool.take();
    question.asker = asker;
    question.from = from.id;
    question.incarnation = from.incarnation;
    question.server = servers[next];
    question.turn = next;
    return question;
  }

  send(question: Q): void {
    question.isAwaited = true;
    this.pool.hold(question.index);
    question.timer = this.timers.start(question.index);
    this.asked++;
    const { from, server, index } = question;
    this.network.send(from, server, this.service.questionBytes, this.questionType, index);
  }

  /** Questions that somebody still holds. */
  get underWay(): number {
    return this.pool.inUse;
  }

  private about(question: Q): string {
    const [from, server] = [question.from, question.server].map((host) => this.hosts[host].name);
    return `${this.service.about(question)}, from ${from}, server ${server}`;
  }

  /** A host that crashed has forgotten which servers were silent. */
  hostDied(host: number): void {
    this.silent.delete(host);
  }

  private arrives(question: Q): void {
    const { server } = question;
    if (!this.network.reaches(server, this.questionType, question.index)) return;
    const { firstHost, stations, streams } = this.service.processors;
    const station = server - firstHost;
    const waitNs = stations.admit(station, this.simulation.nowNs, this.service.cpu.sample(streams[server]));
    if (!this.serving.begin(question, station, waitNs)) this.pool.letGo(question.index);
  }

  private served(question: Q): void {
    const { server, from, index } = question;
    if (!this.serving.isOver(question, server - this.service.processors.firstHost)) return;
    this.service.serve(question);
    this.network.send(server, from, this.service.answerBytes, this.answerType, index);
  }

  private answerArrives(question: Q): void {
    if (!this.network.reaches(question.from, this.answerType, question.index)) return;
    if (question.isAwaited) {
      this.timers.cancel(question.timer);
      question.isAwaited = false;
      if (this.isOfThisLife(question)) {
        this.silent.get(question.from)?.answered(question.server);
        question.asker.answered(question);
      } else question.asker.abandoned(question);
      this.pool.letGo(question.index);
    }
    this.pool.letGo(question.index);
  }

  private timedOut(question: Q): void {
    question.isAwaited = false;
    if (this.isOfThisLife(question)) {
      this.noteSilence(question);
      question.asker.unanswered(question);
    } else question.asker.abandoned(question);
    this.pool.letGo(question.index);
  }

  private noteSilence({ from, server }: Q): void {
    const { avoidSilentForNs } = this.service;
    if (avoidSilentForNs === 0) return;
    const silent = this.silent.get(from) ?? new SilentPeers(avoidSilentForNs);
    this.silent.set(from, silent);
    silent.wasSilent(server, this.simulation.nowNs);
  }

  private isOfThisLife({ from, incarnation }: Q): boolean {
    const host = this.hosts[from];
    return host.isUp && host.incarnation === incarnation;
  }
}
