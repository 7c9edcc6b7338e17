import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { childEnv } from '#platform';

const root = resolve(import.meta.dirname, '../../..');

/** One of the image's programs, with the environment that compose would give it and nothing of Jest's. */
export class Program {
  private readonly child: ChildProcess;
  private readonly gone: Promise<[number | null, NodeJS.Signals | null]>;
  printed = '';

  /** @param args as in the Dockerfile and compose.yaml, after `node` */
  constructor(args: string[], environment: Record<string, string>) {
    this.child = spawn(process.execPath, args, {
      cwd: root,
      env: childEnv({ NODE_OPTIONS: '', ...environment }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.printed += chunk.toString('utf8')));
    this.gone = once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  /** Its exit code, or the signal that ended it. */
  async ended(): Promise<number | string | null> {
    const [code, signal] = await this.gone;
    return code ?? signal;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for a line. @throws Error with all that it printed when it ends without */
  async says(pattern: RegExp): Promise<void> {
    const found = new Promise<void>((isThere) => {
      const look = (): void => {
        if (pattern.test(this.printed)) isThere();
      };
      this.child.stdout!.on('data', look);
      this.child.stderr!.on('data', look);
      look();
    });
    const over = this.gone.then(() => {
      throw new Error(`it ended without ${String(pattern)}:\n${this.printed}`);
    });
    await Promise.race([found, over]);
  }
}

/** Exit code of a program that ends by itself, and what it printed. */
export async function runToEnd(
  args: string[],
  environment: Record<string, string>,
): Promise<{ code: number | string | null; printed: string }> {
  const program = new Program(args, environment);
  return { code: await program.ended(), printed: program.printed };
}
