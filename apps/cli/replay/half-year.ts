import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Cases, DeskAuditor, Wakes } from '#cases';
import { Countermeasures } from '#countermeasures';
import { Accounts, type SignedIn } from '#identity';
import { Intake, Sources, type Source } from '#intake';
import { RobotCallResults, Stations } from '#outreach';
import { People } from '#people';
import { Database, OutboxRelay } from '#platform';
import { createRng, STATIONS, type Rng } from '#synthetic';
import { alertsOfHalfYear, type Arrival } from './arrivals.js';
import { ModelledDesk, type NewVisit } from './modelled-desk.js';
import { ModelledPerson } from './modelled-person.js';
import type { OutsideWorld } from './outside-world.js';
import { PARAMETERS } from './parameters.js';
import type { Schedule } from './schedule.js';
import { TruthLedger } from './truth-ledger.js';

const DAY_MS = 86_400_000;
/** Time moves in these steps, so that what is due together is done together. */
const STEP_MS = 10_000;

interface Pending {
  due: number | null;
  /** Cases that an officer could take now. */
  work: number;
  visits: NewVisit[] | null;
}

export interface Telling {
  day(day: number, alerts: number): void;
}

/** Drives one modelled half-year through the real use cases on a clock that it moves by hand. */
export class HalfYear {
  readonly ledger = new TruthLedger();
  alerts = 0;
  private readonly people = new Map<string, ModelledPerson>();
  private readonly byIdNumber = new Map<string, ModelledPerson>();
  private readonly db: Database;
  private readonly rng: Rng;
  private lastVisit = '00000000-0000-0000-0000-000000000000';

  constructor(
    private readonly app: INestApplicationContext,
    private readonly world: OutsideWorld,
    private readonly schedule: Schedule,
    private readonly subscribers: Map<string, ModelledPerson>,
    seed: string,
  ) {
    this.db = app.get(Database);
    this.rng = createRng(seed);
  }

  async run(from: Date, days: number, telling: Telling): Promise<void> {
    this.world.robotResults = this.app.get(RobotCallResults);
    await this.setClock(from.getTime());
    const desk = await this.openDesk();
    const source = await this.openSource();
    const arrivals = alertsOfHalfYear(this.rng.fork('arrivals'), from, days);
    this.planArrival(arrivals, source);
    const end = from.getTime() + days * DAY_MS;
    let day = -1;
    for (;;) {
      const pending = await this.pending();
      if (pending.due !== null && pending.due <= this.schedule.now) {
        await this.settle();
        continue;
      }
      for (const visit of pending.visits ?? []) {
        this.lastVisit = visit.id;
        desk.visit(visit);
      }
      if (pending.work > 0 && desk.hasIdle) {
        await desk.staff(pending.work);
        // Claiming signs the case in and may change what is due.
        continue;
      }
      const next = Math.min(this.schedule.next, pending.due ?? Infinity);
      if (next > end) return;
      const at = Math.max(this.schedule.now, Math.ceil(next / STEP_MS) * STEP_MS);
      await this.setClock(at);
      await this.schedule.runUntil(at);
      const today = Math.floor((at - from.getTime()) / DAY_MS);
      if (today !== day) telling.day((day = today), this.alerts);
    }
  }

  private async settle(): Promise<void> {
    await this.app.get(Wakes).sweep();
    await this.app.get(OutboxRelay).sweep(0);
    await this.app.get(Countermeasures).sweep(200);
  }

  /** The next thing due, whether there is work for an officer, and visits the stations have not seen. */
  private async pending(): Promise<Pending> {
    const row = await this.db.one<Pending & Record<string, unknown>>(
      `SELECT (extract(epoch from least(
                (SELECT min(wake_at) FROM desk_case WHERE wake_at IS NOT NULL),
                (SELECT min(run_after) FROM outbox WHERE state = 'pending'),
                (SELECT min(wake_at) FROM countermeasure WHERE wake_at IS NOT NULL))) * 1000)::float8 AS due,
              (SELECT count(*)::int FROM desk_case WHERE (next_start_at <= holdline_now() OR lapsed)
                  AND (lease_by IS NULL OR greatest(lease_until, call_until) <= holdline_now())) AS work,
              (SELECT json_agg(json_build_object('id', v.id, 'case_id', v.case_id, 'person_id', c.person_id,
                                                'station', v.station) ORDER BY v.id)
                 FROM visit v JOIN desk_case c ON c.id = v.case_id WHERE v.id > $1) AS visits`,
      [this.lastVisit],
    );
    return row!;
  }

  private planArrival(arrivals: Generator<Arrival>, source: Source): void {
    const { value, done } = arrivals.next();
    if (done) return;
    this.schedule.at(value.at, async () => {
      await this.arrive(value, source);
      this.planArrival(arrivals, source);
    });
  }

  private async arrive({ alert, person, at }: Arrival, source: Source): Promise<void> {
    this.alerts += 1;
    const [result] = await this.app.get(Intake).accept(source, [{ raw: alert }]);
    await this.app.get(OutboxRelay).sweep(0);
    const row = await this.db.one<{ person_id: string | null; case_id: string }>(
      `SELECT person_id, case_id FROM alert WHERE id = $1`,
      [result!.id],
    );
    if (!row?.person_id) throw new Error(`alert ${alert.sourceRef} was not placed`);
    const known = this.byIdNumber.get(person.idNumber);
    if (known) return this.expect(row.person_id, known, alert.sourceRef);
    const model = new ModelledPerson(this.rng.fork(`person ${alert.sourceRef}`), person, at);
    this.byIdNumber.set(person.idNumber, model);
    this.subscribers.set(person.phone, model);
    if (this.people.has(row.person_id))
      throw new Error(`alert ${alert.sourceRef} was placed on somebody else`);
    this.people.set(row.person_id, model);
    await this.addRelatives(row.person_id, row.case_id, model);
  }

  /** The same person in the model must be the same person in Holdline. */
  private expect(personId: string, model: ModelledPerson, ref: string): void {
    if (this.people.get(personId) !== model) throw new Error(`alert ${ref} was placed on another person`);
  }

  /** What an officer asks first: whose number may we ring? */
  private async addRelatives(personId: string, caseId: string, { person }: ModelledPerson): Promise<void> {
    const relative = person.relatives[0];
    if (!relative) return;
    await this.db.transaction(async (tx) => {
      const people = this.app.get(People);
      await people.addRelative(tx, personId, { ...relative, mayContact: true, consent: '本人口头同意' });
      const held = await this.app.get(Cases).lock(tx, caseId);
      const facts = { ...held.snapshot.facts, hasRelative: true };
      await this.app.get(Cases).step(tx, held, { type: 'facts_changed', facts }, null);
    });
  }

  private async openDesk(): Promise<ModelledDesk> {
    const stations = STATIONS.map((name, i) => ({
      id: `s${i}`,
      name,
      district: '望澜区',
      kind: 'police' as const,
    }));
    await this.app.get(Stations).ensure(stations);
    const accounts = this.app.get(Accounts);
    const password = randomBytes(18).toString('base64url');
    const made = (username: string, role: 'duty_officer' | 'supervisor' | 'field_officer') =>
      accounts.create({ username, name: username, role, password });
    const officers: string[] = [];
    for (let i = 0; i < PARAMETERS.officersOnDuty; i += 1)
      officers.push((await made(`officer${i}`, 'duty_officer')).id);
    const supervisor = await made('supervisor', 'supervisor');
    const field = await made('field', 'field_officer');
    const anyStation: SignedIn = { ...field, role: 'field_officer', sessionId: field.id, expiresAt: '' };
    return new ModelledDesk(
      this.app,
      officers,
      supervisor.id,
      anyStation,
      this.people,
      this.schedule,
      this.ledger,
      this.rng.fork('desk'),
    );
  }

  private async openSource(): Promise<Source> {
    const sources = this.app.get(Sources);
    await sources.save({ id: 'half-year', name: '模拟平台', kind: 'push' });
    return sources.byId('half-year');
  }

  private async setClock(at: number): Promise<void> {
    await this.db.query(
      `INSERT INTO test_clock (at) VALUES (to_timestamp($1::float8 / 1000))
       ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
      [at],
    );
  }

  /** What breaks rule 3 at the end; empty when nobody was dropped. */
  invariant(): ReturnType<DeskAuditor['findings']> {
    return this.app.get(DeskAuditor).findings();
  }
}
