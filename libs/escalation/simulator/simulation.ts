import { decide } from '../escalation.decide.js';
import { violations } from '../invariants.js';
import { openSnapshot } from '../open-snapshot.js';
import type { Playbook } from '../playbook.js';
import {
  DecisionRefused,
  type CaseSnapshot,
  type Decision,
  type EngineInput,
  type Millis,
} from '../snapshot.js';
import { Agenda } from './agenda.js';
import { Draws } from './draws.js';
import { figuresOf, type Figures } from './figures.js';
import { ModelledPerson } from './modelled-person.js';
import { Officers } from './officers.js';
import { OutsideWorld } from './outside-world.js';
import { Queue } from './queue.js';
import { joinedFacts, type SimulatedAlert } from './simulated-alert.js';
import type { SimulatedCase } from './simulated-case.js';
import { Tally } from './tally.js';

export interface SimulationSetup {
  playbook: Playbook;
  /** In the order of their time. */
  alerts: readonly SimulatedAlert[];
  /** The first moment; alerts from before it are seen then, with clocks that have run. */
  from: Millis;
  days: number;
  seed: string;
  /** Officers on duty, day and night. */
  officers: number;
}

const DAY_MS = 86_400_000;
/** Each so manieth decision is held against the invariants, and every case at the end. */
const SAMPLED = 64;
/** More of them say no more than these. */
const MOST_FINDINGS = 20;

/**
 * A desk under one playbook on a virtual clock: `decide()` as in production, with modelled people at the other end. Pure:
 * the same set-up gives the same figures. Run it in slices, `while (simulation.advance(1000))`, so that whoever runs it
 * can do other things in between.
 *
 * @throws IllegalTransition, or what else the engine throws for a defect of its own; a playbook that goes in a circle
 */
export class Simulation {
  private readonly agenda: Agenda;
  private readonly draws: Draws;
  private readonly queue = new Queue();
  private readonly tally = new Tally();
  private readonly world: OutsideWorld;
  private readonly officers: Officers;
  private readonly people = new Map<number, ModelledPerson>();
  /** The case of a person that has not ended. */
  private readonly live = new Map<number, SimulatedCase>();
  private readonly findings: string[] = [];
  private readonly end: Millis;
  private arrived = 0;
  private opened = 0;

  constructor(private readonly setup: SimulationSetup) {
    const { from, days, seed, officers } = setup;
    this.agenda = new Agenda(from);
    this.draws = new Draws(seed);
    this.end = from + days * DAY_MS;
    this.world = new OutsideWorld(this.agenda, this.tell, this.tally);
    this.officers = new Officers(officers, this.agenda, this.queue, this.world, this.tell, this.tally);
    this.awaitAlert();
  }

  /**
   * Does the next `steps` things that happen.
   *
   * @returns whether there are more
   */
  advance(steps: number): boolean {
    for (let step = 0; step < steps; step += 1) {
      if (!this.agenda.next(this.end)) return false;
      this.officers.staff();
    }
    return true;
  }

  /** What has come of it so far; of the whole when `advance` has returned false. */
  figures(): Figures {
    const { tally, people, live } = this;
    const findings = [...this.findings];
    for (const { snapshot } of live.values()) findings.push(...findingsOf(snapshot, this.agenda.now));
    const { days, officers } = this.setup;
    return figuresOf({
      ...{ days, officers, tally, alerts: this.arrived },
      end: this.agenda.now,
      people: people.values(),
      live: live.values(),
      findings: findings.slice(0, MOST_FINDINGS),
    });
  }

  /** Only the next alert is on the agenda, so that it holds no half-year of them. */
  private awaitAlert(): void {
    const alert = this.setup.alerts[this.arrived];
    if (alert) this.agenda.at(alert.at, () => this.arrive(alert));
  }

  private arrive(alert: SimulatedAlert): void {
    this.arrived += 1;
    this.awaitAlert();
    const person = this.personOf(alert);
    person.alert(alert.at, alert.tier);
    const live = this.live.get(alert.person);
    if (!live) return this.open(alert, person);
    live.amountFen = Math.max(live.amountFen ?? 0, alert.amountFen ?? 0) || null;
    const { tier, reasons, news } = alert;
    const facts = joinedFacts(live.snapshot.facts, alert);
    this.tell(live, { type: 'alert_joined', tier, reasons, facts, news });
  }

  private personOf({ person: no, at }: SimulatedAlert): ModelledPerson {
    const known = this.people.get(no);
    if (known) return known;
    const person = new ModelledPerson(this.draws, no, at);
    this.people.set(no, person);
    return person;
  }

  private open(alert: SimulatedAlert, person: ModelledPerson): void {
    const { playbook } = this.setup;
    person.cases += 1;
    this.opened += 1;
    const snapshot = openSnapshot({
      // Not the number of the case, which a playbook moves: the id decides who is called first after a night.
      caseId: `${alert.person}.${person.cases}`,
      playbook,
      receivedAt: alert.at,
      tier: alert.tier,
      tierFloor: alert.floor,
      tierReasons: alert.reasons,
      facts: alert.facts,
    });
    const of: SimulatedCase = {
      person,
      no: this.opened,
      openedTier: alert.tier,
      receivedAt: alert.at,
      snapshot,
      amountFen: alert.amountFen,
      queueNo: 0,
      lookAt: null,
      attempted: false,
      reached: false,
      countedDay: null,
    };
    this.tally.opened(of);
    this.live.set(alert.person, of);
    this.tell(of, { type: 'opened', raisedAt: alert.raisedAt });
  }

  private readonly tell = (of: SimulatedCase, input: EngineInput): Decision | null => {
    const before = of.snapshot;
    const { now } = this.agenda;
    const decision = this.decided(before, input, now);
    if (!decision) return null;
    const { snapshot, effects } = decision;
    of.snapshot = snapshot;
    this.tally.decided(of, before, decision);
    if (this.tally.decisions % SAMPLED === 0 && this.findings.length < MOST_FINDINGS)
      this.findings.push(...findingsOf(snapshot, now));
    for (const effect of effects) this.world.act(of, effect);
    if (snapshot.confirmation && snapshot.confirmation.kind !== before.confirmation?.kind)
      this.world.confirm(of);
    this.arm(of);
    if (snapshot.state === 'ended' && before.state !== 'ended') this.live.delete(of.person.no);
    if (snapshot !== before) this.queue.look(of, now);
    return decision;
  };

  private decided(before: CaseSnapshot, input: EngineInput, now: Millis): Decision | null {
    try {
      return decide(before, this.setup.playbook, input, now);
    } catch (error) {
      if (!(error instanceof DecisionRefused)) throw error;
      if (error.code !== 'case_ended') this.tally.refuse(error.code);
      return null;
    }
  }

  /** One look at a case is on the agenda, not later than its wake; one that comes too soon is put off. */
  private arm(of: SimulatedCase): void {
    const { wakeAt } = of.snapshot;
    if (wakeAt === null || (of.lookAt !== null && of.lookAt <= wakeAt)) return;
    of.lookAt = wakeAt;
    this.agenda.at(wakeAt, () => {
      if (of.lookAt !== wakeAt) return;
      of.lookAt = null;
      if (of.snapshot.wakeAt === wakeAt) this.tell(of, { type: 'wake' });
      else this.arm(of);
    });
  }
}

/** What breaks an invariant of the engine, or leaves a case without anybody who looks at it again. */
function findingsOf(snapshot: CaseSnapshot, now: Millis): string[] {
  const found = violations(snapshot);
  if (snapshot.wakeAt !== null && snapshot.wakeAt < now) found.push('a wake that is due was not fired');
  return found.map((text) => `case ${snapshot.caseId}: ${text}`);
}
