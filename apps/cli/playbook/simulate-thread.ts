import { parentPort, workerData } from 'node:worker_threads';
import { Simulation, type SimulationSetup } from '#escalation';

/** Nobody waits for this thread in between, so a slice may be long. */
const SLICE = 1_000_000;

/** The entry of a simulation's thread; it answers with the figures. */
const simulation = new Simulation(workerData as SimulationSetup);
while (simulation.advance(SLICE));
parentPort!.postMessage(simulation.figures());
