import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Cases } from '#cases';
import { Accounts, type SignedIn } from '#identity';
import { Intake, Sources, type Source } from '#intake';
import { RobotCallResults, Stations } from '#outreach';
import { People } from '#people';
import { Database } from '#platform';
import { STATIONS, type Rng } from '#synthetic';
import type { Arrival, Arrivals } from './arrivals.js';
import { ModelledDesk } from './modelled-desk.js';
import { ModelledPerson } from './modelled-person.js';
import { Moments, type Due, type Moment } from './moments.js';
import type { OutsideWorld } from './outside-world.js';
import { STEP_MS, type Act, type Schedule } from './schedule.js';
import { TruthLedger } from './truth-ledger.js';

const DAY_MS = 86_400_000;
/** Visits that nobody wants any more are called off this often. */
const SWEEP_MS = 5 * 60_000;
/** The feed and the trail are sealed this often; nobody of the model reads them meanwhile. */
const SEAL_MS = 60 * 60_000;

/** Hears of each day that has begun, and of the alerts so far. */
export type Told = (day: number, alerts: number) => void;

/** One team's share of the half-year, driven through the real use cases on a clock that is moved by hand. */
export class HalfYear {
  readonly ledger = new TruthLedger();
  alerts = 0;
  private readonly people = new Map<string, ModelledPerson>();
  private readonly byIdNumber = new Map<string, ModelledPerson>();
  private readonly db: Database;
  private readonly moments: Moments;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly world: OutsideWorld,
    private readonly schedule: Schedule,
    private readonly subscribers: Map<string, ModelledPerson>,
    private readonly rng: Rng,
  ) {
    this.db = app.get(Database);
    this.moments = new Moments(app, this.db);
  }

  async run(from: Date, days: number, officers: number, arrivals: Arrivals, told: Told): Promise<void> {
    this.world.robotResults = this.app.get(RobotCallResults);
    await this.moments.look(from.getTime());
    const desk = await this.openDesk(officers);
    const source = await this.openSource();
    const end = from.getTime() + days * DAY_MS;
    let [sweepAt, sealAt, dayAt] = [0, 0, from.getTime()];
    for (let now = from.getTime(); now < end; now += STEP_MS) {
      this.schedule.now = now;
      const moment = await this.moments.look(now);
      for (const visit of moment.visits ?? []) desk.visit(visit);
      const moved = await this.live(moment, arrivals.until(now), source);
      if ((moved || moment.waiting > 0) && desk.idleOfficers > 0)
        await desk.staff(await this.moments.waiting(now, desk.idleOfficers));
      if (now >= sweepAt) {
        sweepAt = now + SWEEP_MS;
        await this.moments.sweep();
      }
      if (now >= sealAt) {
        sealAt = now + SEAL_MS;
        await this.moments.seal();
      }
      if (now >= dayAt) {
        told((dayAt - from.getTime()) / DAY_MS, this.alerts);
        dayAt += DAY_MS;
      }
    }
    // What has come by the end is done, as it would have been a moment later.
    this.schedule.now = end;
    while (await this.live(await this.moments.look(end), arrivals.until(end), source));
    await this.moments.seal();
  }

  /**
   * Everything that happens at one instant: what people do, then what is due. What concerns one person happens in
   * order, different people go side by side; alerts are taken in one after the other, so that ids are counted alike.
   * What it causes outside is done at the next instant.
   *
   * @returns false when nothing happened
   */
  private async live(
    { wakes, effects, measures }: Moment,
    arriving: Arrival[],
    source: Source,
  ): Promise<boolean> {
    const lanes = this.schedule.due();
    const add = (work: (id: string) => Promise<void>, { id, personId }: Due): void => {
      const of = (personId === null ? undefined : this.people.get(personId)) ?? {};
      lanes.set(of, [...(lanes.get(of) ?? []), () => work(id)]);
    };
    for (const wake of wakes) add((id) => this.moments.wake(id), wake);
    for (const effect of effects) add((id) => this.moments.effect(id), effect);
    const arrived = this.arriveInOrder(arriving, source);
    const known = new Set<object | undefined>(
      arriving.map(({ person }) => this.byIdNumber.get(person.idNumber)),
    );
    const along = async ([of, lane]: [object, Act[]]): Promise<void> => {
      if (known.has(of)) await arrived;
      for (const act of lane) await act(this.schedule.now);
    };
    await Promise.all([arrived, ...[...lanes].map(along)]);
    if (measures) await this.moments.sweepMeasures();
    return arriving.length > 0 || lanes.size > 0 || measures === true;
  }

  private async arriveInOrder(arriving: Arrival[], source: Source): Promise<void> {
    for (const arrival of arriving) await this.arrive(arrival, source);
  }

  private async arrive({ alert, person, at }: Arrival, source: Source): Promise<void> {
    this.alerts += 1;
    const [result] = await this.app.get(Intake).accept(source, [{ raw: alert }]);
    const placing = await this.db.one<{ id: string }>(`SELECT id FROM outbox WHERE key = $1`, [
      `place:${result!.id}:1`,
    ]);
    await this.moments.effect(placing!.id);
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
    for (const { phone } of person.relatives) this.subscribers.set(phone, model);
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
      const given = { ...relative, mayContact: true, consent: '本人口头同意' };
      const [held] = await Promise.all([
        this.app.get(Cases).lock(tx, caseId),
        this.app.get(People).addRelative(tx, personId, given),
      ]);
      const facts = { ...held.snapshot.facts, hasRelative: true };
      this.app.get(Cases).step(tx, held, { type: 'facts_changed', facts }, null);
    });
  }

  private async openDesk(onDuty: number): Promise<ModelledDesk> {
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
    for (let i = 0; i < onDuty; i += 1) officers.push((await made(`officer${i}`, 'duty_officer')).id);
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
    );
  }

  private async openSource(): Promise<Source> {
    const sources = this.app.get(Sources);
    await sources.save({ id: 'half-year', name: '模拟平台', kind: 'push' });
    return sources.byId('half-year');
  }
}
