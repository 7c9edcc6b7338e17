import { parentPort, workerData } from 'node:worker_threads';
import { Simulation, type Playbook } from '#escalation';
import { FIRST_MOMENT, simulatedAlerts } from './simulated-alerts.js';

/** What a thread is to simulate: one playbook over the alerts of this seed. */
export interface SimulationTask {
  playbook: Playbook;
  days: number;
  seed: string;
  officers: number;
}

/** Nobody waits for this thread in between, so a slice may be long. */
const SLICE = 1_000_000;

/** The entry of a simulation's thread; it answers with the figures. */
const { playbook, days, seed, officers } = workerData as SimulationTask;
const alerts = simulatedAlerts(seed, days);
const simulation = new Simulation({ playbook, alerts, from: FIRST_MOMENT, days, seed, officers });
while (simulation.advance(SLICE));
parentPort!.postMessage(simulation.figures());
