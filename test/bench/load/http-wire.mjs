/**
 * HTTP over one kept connection, as little of it as the two servers need: a client that costs much would hide, on a
 * machine it shares with the server, what the server costs.
 */
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';

/** The bytes of a POST of JSON. */
export function postBytes(url, path, json, token) {
  const { host } = new URL(url);
  const body = Buffer.from(json);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n') + HEAD_END), body]);
}

/** One connection; requests are answered in the order they were sent. */
export class Wire {
  static open(url) {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () =>
        resolve(new Wire(socket)),
      );
      socket.once('error', reject);
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.waiting = [];
    this.held = Buffer.alloc(0);
    socket.on('data', (bytes) => this.read(bytes));
    const gone = (error) => {
      for (const { reject } of this.waiting.splice(0))
        reject(error ?? new Error('the connection was closed'));
    };
    socket.on('error', gone);
    socket.on('close', () => gone());
  }

  /** @returns the status and the body of the answer */
  send(bytes) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(bytes);
    });
  }

  read(bytes) {
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    for (;;) {
      const end = this.held.indexOf(HEAD_END);
      if (end < 0) return;
      const head = this.held.toString('latin1', 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? NaN);
      const from = end + HEAD_END.length;
      if (Number.isNaN(length)) return this.socket.destroy(new Error('an answer without Content-Length'));
      if (this.held.length < from + length) return;
      const body = this.held.toString('utf8', from, from + length);
      this.held = this.held.subarray(from + length);
      this.waiting.shift()?.resolve({ status: Number(head.slice(9, 12)), body });
    }
  }

  close() {
    this.socket.destroy();
  }
}
