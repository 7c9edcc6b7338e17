/**
 * The limit of intake: an HTTP server that does nothing but parse an alert, INSERT one row and answer, and on `emit`
 * also tells every Socket.IO client. No framework, no checks, no encryption, no outbox.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { Server } from 'socket.io';
import { serve } from '../child.mjs';
import { insertAlerts } from './bare-alert.mjs';

/** As many connections as the desk's processes have. */
const POOL = 20;
const insert = insertAlerts(1);

let before = async () => {};

serve({
  /** Serves on this database instead of the last one. @returns the address */
  start: async ({ databaseUrl }) => {
    await before();
    const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL });
    let live;
    const server = createServer((request, response) => {
      text(request)
        .then(async (body) => {
          const ref = JSON.parse(body).sourceRef;
          const { rows } = await pool.query(insert([{ ref, json: body }]));
          live.emit('events', { events: [{ ref, id: rows[0].id }] });
          const answer = JSON.stringify({
            results: [{ sourceRef: ref, id: rows[0].id, status: 'accepted' }],
          });
          response.writeHead(202, {
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(answer),
          });
          response.end(answer);
        })
        .catch((error) => {
          const answer = String(error);
          response.writeHead(500, { 'Content-Length': Buffer.byteLength(answer) });
          response.end(answer);
        });
    });
    live = new Server(server, { transports: ['websocket'] }).of('/live');
    before = async () => {
      await live.server.close();
      await pool.end();
    };
    await new Promise((up) => server.listen(0, '127.0.0.1', up));
    return { url: `http://127.0.0.1:${server.address().port}` };
  },
});
