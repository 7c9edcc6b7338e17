import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileImports } from '#intake';
import { IntakeDesk } from './intake-desk.js';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const FILE = Buffer.from('预警编号,预警时间,手机号码\r\nU-1,2026-06-30 09:00,13800000001\r\n');

describe('an uploaded alert file', () => {
  it('rests where nobody else can read it, and goes when it is read', async () => {
    const desk = await IntakeDesk.open();
    const folder = join(desk.dataDir, 'uploads');
    const imports = desk.app.get(FileImports);
    const run = imports.run.bind(imports);
    const seen: string[] = [];
    imports.run = (source, path, by) => {
      seen.push(mode(path), mode(folder));
      expect(path.startsWith(folder)).toBe(true);
      return run(source, path, by);
    };
    expect((await desk.upload(FILE)).status).toBe(200);
    expect(seen).toEqual(['600', '700']);
    expect(readdirSync(folder)).toEqual([]);
    await desk.close();
  });

  it('that a killed process left behind goes at the next start, and a folder that stood open is shut', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'holdline-uploads-'));
    const left = join(dataDir, 'uploads', 'left');
    await mkdir(join(dataDir, 'uploads'), { mode: 0o755 });
    await writeFile(left, FILE);
    const desk = await IntakeDesk.open({ HOLDLINE_DATA: dataDir });
    expect([existsSync(left), mode(join(dataDir, 'uploads'))]).toEqual([false, '700']);
    await desk.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});
