import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A server on this machine that does as told; disposing of it closes it. */
export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** Every request so far: its path and range. */
  readonly requests: { readonly path: string; readonly range: string | undefined }[];
}

/** Answers every request; the number counts them from 0. */
export type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;

export async function serve(answer: Answer): Promise<FileServer> {
  const requests: FileServer["requests"] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? "", range: request.headers.range });
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.bin`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

/** Sends a file as good servers do, ranges included; at most `most` bytes, then breaks the connection. */
export function sendFile(content: Uint8Array, request: IncomingMessage, response: ServerResponse, most: number = Infinity): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const rest = content.subarray(from);
  const range = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length, ...(from > 0 && range) });
  if (rest.length <= most) response.end(rest);
  else void breakOff(rest.subarray(0, most), response);
}

/**
 * Sends piece by piece, so that some have been read when the connection breaks, as what was not read by then
 * is lost.
 */
async function breakOff(content: Uint8Array, response: ServerResponse): Promise<void> {
  const piece = Math.ceil(content.length / 5);
  for (let start = 0; start < content.length; start += piece) {
    response.write(content.subarray(start, start + piece));
    await wait(40);
  }
  response.socket?.end();
}
