import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { childEnv } from '#platform';

const root = resolve(import.meta.dirname, '../../..');

/** One of the image's programs, with the environment that compose would give it and nothing of Jest's. */
export class Program {
  private readonly child: ChildProcess;
  private readonly gone: Promise<[number | null, NodeJS.Signals | null]>;
  printed = '';

  /**
   * @param args as in the Dockerfile and compose.yaml, after `node`
   * @param folder where it runs: the clone, or what `imageFolder` made
   */
  constructor(args: string[], environment: Record<string, string>, folder = root) {
    this.child = spawn(process.execPath, args, {
      cwd: folder,
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
  folder = root,
): Promise<{ code: number | string | null; printed: string }> {
  const program = new Program(args, environment, folder);
  return { code: await program.ended(), printed: program.printed };
}

/**
 * A temporary folder with what the Dockerfile's last stage copies into the image and nothing else, as links into the
 * clone: what a program opens beside its code is there only if the image has it.
 */
export async function imageFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdline-image-'));
  const lastStage = (await readFile(join(root, 'docker/Dockerfile'), 'utf8')).split(/^FROM /m).at(-1)!;
  for (const line of lastStage.split('\n').filter((one) => one.startsWith('COPY '))) {
    const words = line.split(/\s+/).slice(1);
    const [target, ...sources] = words.filter((word) => !word.startsWith('--')).reverse();
    for (const source of sources) {
      const from = join(root, source.replace(/^\/app\//, ''));
      const to = target!.endsWith('/') ? join(folder, target!, basename(source)) : join(folder, target!);
      await mkdir(dirname(to), { recursive: true });
      await symlink(from, to);
    }
  }
  return folder;
}
