import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Intake, Sources } from '#intake';
import { People } from '#people';
import { Database } from '#platform';
import {
  createRng,
  STATIONS,
  syntheticAlert,
  syntheticPopulation,
  type Severity,
  type SyntheticPerson,
} from '#synthetic';
import { PUSH_SOURCE } from './demo-sources.js';

/** The board somebody sees first: every tier, more of the lesser ones [chosen]. */
const FIRST_ALERTS: Readonly<Record<Severity, number>> = { critical: 2, high: 6, medium: 10, low: 7 };
/**
 * The first that somebody takes are of these; each has a relative, who may be told, and lives where the demo's field
 * officer goes, so that every means is seen.
 */
const REACHABLE: ReadonlySet<Severity> = new Set(['critical', 'high']);
const reachable = (person: SyntheticPerson): boolean =>
  person.relatives.length > 0 && person.station === STATIONS[0];

/**
 * Alerts about made-up people, with relatives for those who have some; only while the source has sent none, so not
 * again at a restart. The worker makes cases of them like of any other.
 */
export async function seedAlerts(app: INestApplicationContext): Promise<void> {
  const [db, people, intake] = [app.get(Database), app.get(People), app.get(Intake)];
  const source = await app.get(Sources).byId(PUSH_SOURCE);
  const now = new Date(await db.now());
  const rng = createRng(randomUUID());
  const population = syntheticPopulation(rng, { year: now.getUTCFullYear() });
  await db.transaction(async (tx) => {
    const [any] = await tx.query(`SELECT FROM alert WHERE source_id = $1 LIMIT 1`, [PUSH_SOURCE]);
    if (any) return;
    for (const severity of Object.keys(FIRST_ALERTS) as Severity[]) {
      for (let i = 0; i < FIRST_ALERTS[severity]; i += 1) {
        let person = population.next().value;
        while (REACHABLE.has(severity) && !reachable(person)) person = population.next().value;
        let raw = syntheticAlert(rng, { now, person, severity });
        if (REACHABLE.has(severity)) {
          while (raw.fraudType === 'blackmail') raw = syntheticAlert(rng, { now, person, severity });
          Object.assign(raw.person, { address: person.address, station: person.station });
        }
        // Before the alert, so that the case knows from the start whom it may ask.
        const { personId } = await people.place(tx, raw.person);
        for (const relative of person.relatives) {
          await people.addRelative(tx, personId, { ...relative, mayContact: true, consent: '演示数据' });
        }
        await intake.acceptIn(tx, source, [{ raw }]);
      }
    }
  });
}
