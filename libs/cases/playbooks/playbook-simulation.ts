import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { PlaybookComparison } from '#contracts';
import {
  Simulation,
  type CaseFacts,
  type Figures,
  type Playbook,
  type PlaybookRef,
  type SimulatedAlert,
  type Tier,
} from '#escalation';
import { Database, DeskError } from '#platform';
import { FIRST_MOMENT, madeUpAlerts } from './made-up-alerts.js';
import { PlaybookDesk } from './playbook-desk.js';
import { Playbooks } from './playbooks.js';

const DAY_MS = 86_400_000;
/** Steps, or made-up alerts, between two breaths of the process: a few milliseconds. */
const SLICE = 200;

export interface SimulationWish {
  /** The last so many days of the desk. */
  days: number;
  officers: number;
  seed: string;
}

interface AlertRow {
  at: number;
  person_id: string;
  tier: Tier;
  floor: Tier | null;
  facts: CaseFacts;
  amount_fen: number | null;
  opened: boolean;
  news: boolean;
}

/** What is simulated, and whose alerts they are. */
interface Past {
  source: PlaybookComparison['alerts'];
  alerts: SimulatedAlert[];
  from: number;
}

/** "What would last month have looked like under this playbook?": the desk's own alerts, with modelled people. */
@Injectable()
export class PlaybookSimulation {
  /** One at a time: each keeps a core busy. */
  private running = false;

  constructor(
    private readonly db: Database,
    private readonly playbooks: Playbooks,
    private readonly desk: PlaybookDesk,
  ) {}

  /**
   * Simulates a version beside the one in force, over the alerts of the last days, or as many made-up ones where none came
   * in; kept with a draft, which needs it to be published. Same alerts, seed and officers: same figures.
   *
   * @throws DeskError not_found; unavailable while another one runs
   */
  async compare(ref: PlaybookRef, wish: SimulationWish, by: string): Promise<PlaybookComparison> {
    const [{ body: candidate, state }, today] = await Promise.all([
      this.desk.read(ref),
      this.playbooks.inForce(),
    ]);
    if (this.running)
      throw new DeskError('unavailable', 'another simulation is running; try again in a minute');
    this.running = true;
    try {
      const { source, alerts, from } = await this.past(wish);
      const under = async (playbook: Playbook): Promise<Figures> => {
        const simulation = new Simulation({ playbook, alerts, from, ...wish });
        while (simulation.advance(SLICE)) await breathe();
        return simulation.figures();
      };
      const comparison: PlaybookComparison = {
        ...wish,
        alerts: source,
        today: { playbook: { id: today.id, version: today.version }, figures: await under(today) },
        candidate: { playbook: { id: ref.id, version: ref.version }, figures: await under(candidate) },
      };
      if (state === 'draft') await this.desk.simulated(ref, comparison, by);
      return comparison;
    } finally {
      this.running = false;
    }
  }

  /** The desk's own last days; those of the command line for a desk that is new or had none, which publishes as well. */
  private async past({ days, seed }: SimulationWish): Promise<Past> {
    const from = (await this.db.now()) - days * DAY_MS;
    const alerts = await this.alertsSince(from);
    if (alerts.length > 0) return { source: 'desk', alerts, from };
    for (const alert of madeUpAlerts(seed, days)) {
      alerts.push(alert);
      if (alerts.length % SLICE === 0) await breathe();
    }
    return { source: 'made_up', alerts, from: FIRST_MOMENT };
  }

  /** What came in since: openings and joining alerts with the tier they came with and what is known of the case today. */
  private async alertsSince(from: number): Promise<SimulatedAlert[]> {
    const rows = await this.db.query<AlertRow & Record<string, unknown>>(
      `SELECT (extract(epoch from e.at) * 1000)::float8 AS at, c.person_id, e.data->>'tier' AS tier,
              c.snapshot->>'tierFloor' AS floor, c.snapshot->'facts' AS facts, c.amount_fen,
              e.kind = 'case_opened' AS opened, coalesce((e.data->>'news')::boolean, true) AS news
         FROM desk_case c JOIN case_event e ON e.case_id = c.id AND e.kind IN ('case_opened', 'alert_joined')
        WHERE c.received_at >= to_timestamp($1::float8 / 1000) ORDER BY e.at, e.id`,
      [from],
    );
    const persons = new Map<string, number>();
    return rows.map(({ at, person_id, tier, floor, facts, amount_fen, opened, news }) => {
      const person = persons.get(person_id) ?? persons.size;
      persons.set(person_id, person);
      return {
        ...{ at, raisedAt: at, person, tier, floor: opened ? floor : null },
        reasons: [{ at, tier, rule: 'as_received', facts: [] }],
        facts: { ...facts, held: false },
        ...{ amountFen: amount_fen, news },
      };
    });
  }
}
