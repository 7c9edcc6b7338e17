import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire that can be cut so that neither end hears of it: what a half-open TCP connection is. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private silent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (near: Socket) => this.join(near));
  }

  /** @param target port of 127.0.0.1 that it leads to */
  static async open(target: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Nothing passes any more on what is connected, for ever, and nothing on what connects from now on. Nobody is told. */
  goSilent(): void {
    this.silent = true;
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  /** New connections pass again; those that fell silent stay so. */
  heal(): void {
    this.silent = false;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(near: Socket): void {
    this.keep(near);
    if (this.silent) return void near.pause();
    const far = connect(this.target, '127.0.0.1');
    this.keep(far);
    near.pipe(far);
    far.pipe(near);
    // While the wire is whole, an end at one side is an end at the other.
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}
