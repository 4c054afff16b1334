import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A way to a port of this machine that can be cut like a cable: nothing passes, and nobody is told. */
export class Link implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #left = Number.POSITIVE_INFINITY;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        if (this.#isCut) from.pause();
        from.on("data", (chunk) => {
          to.write(chunk);
          if (from === far && (this.#left -= chunk.length) <= 0) this.cut();
        });
        from.on("error", () => undefined);
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
      if (this.#isCut) for (const socket of [near, far]) socket.pause();
    });
  }

  static async to(port: number): Promise<Link> {
    const link = new Link(port);
    await once(link.#server.listen(0, "127.0.0.1"), "listening");
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What is sent from now on waits. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Cuts it once so many more bytes came from the other end. */
  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  /** What waited arrives, as TCP sends it again. */
  mend(): void {
    [this.#isCut, this.#left] = [false, Number.POSITIVE_INFINITY];
    for (const socket of this.#sockets) socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
