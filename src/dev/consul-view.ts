import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";

/** The fields changed of a health answer; all others are passed on as they are. */
const healthEntries = z.array(
  z.looseObject({ Service: z.looseObject({ ID: z.string(), Address: z.string(), Port: z.number() }) }),
);

export interface Place {
  readonly host: string;
  readonly port: number;
}
export interface RegisteredPlace extends Place {
  readonly id: string;
}

/**
 * The workspace's Consul as a process on this machine needs it: the same API, but services are listed where this machine
 * reaches them. They register with names and addresses that only containers can use.
 */
export class ConsulView {
  readonly #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));

  /** @param placeOf where this machine reaches an instance; undefined leaves it as it is registered */
  constructor(
    private readonly consulUrl: string,
    private readonly placeOf: (registered: RegisteredPlace) => Promise<Place | undefined>,
  ) {}

  /** Listens on a free port of 127.0.0.1 and answers its URL. */
  async open(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, headers, url = "/" } = incoming;
    const forwarded = request(new URL(url, this.consulUrl), { method, headers }, (answer) => {
      const answered = url.startsWith("/v1/health/service/") && answer.statusCode === 200;
      const done = answered ? this.#translate(answer, outgoing) : passOn(answer, outgoing);
      done.catch(() => outgoing.destroy());
    });
    forwarded.on("error", () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end("Consul does not answer");
    });
    outgoing.once("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  }

  async #translate(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const entries = healthEntries.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    for (const { Service } of entries) {
      const { ID: id, Address: host, Port: port } = Service;
      const place = await this.placeOf({ id, host, port });
      if (place) Object.assign(Service, { Address: place.host, Port: place.port });
    }
    const text = JSON.stringify(entries);
    const headers = { ...answer.headers, "content-length": String(Buffer.byteLength(text)) };
    delete (headers as Record<string, unknown>)["transfer-encoding"];
    outgoing.writeHead(200, headers).end(text);
  }
}

async function passOn(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  for await (const chunk of answer) outgoing.write(chunk);
  outgoing.end();
}
