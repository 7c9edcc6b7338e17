import { writeLargeFile } from './large-file.mjs';

const [path, kind, rows] = process.argv.slice(2);
await writeLargeFile(path, kind, Number(rows));
