import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { listen, listenFailed } from "../../listen.js";
import type { Catalog } from "../store/catalog.js";
import { answerQuery } from "./answer-query.js";
import { readQuery, writeAnswer } from "./dns-message.js";

const maxTcpBytes = 65_535;
const tcpIdleMs = 10_000;

/** A running DNS server, on the same port by UDP and TCP. */
export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a DNS server of a catalogue.
 * @param port 0 takes one that is free for both
 * @throws MsxError LISTEN_FAILED
 */
export async function startDnsServer(catalog: Catalog, host: string, port: number): Promise<DnsServer> {
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serveTcp(catalog, socket);
  });
  const { port: taken } = await listen(tcp, { name: "consul's DNS", host, port });
  const udp = createSocket(host.includes(":") ? "udp6" : "udp4");
  udp.on("message", (message, sender) => {
    const query = readQuery(message);
    if (query === undefined) return;
    udp.send(writeAnswer(query, answerQuery(catalog, query), query.udpSize), sender.port, sender.address);
  });
  try {
    await bind(udp, host, taken);
  } catch (error) {
    tcp.close();
    throw error;
  }
  return {
    port: taken,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** RFC 1035 section 4.2.2: each message behind its length. */
function serveTcp(catalog: Catalog, socket: Socket): void {
  let held = Buffer.alloc(0);
  socket.setTimeout(tcpIdleMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    held = Buffer.concat([held, data]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const query = readQuery(held.subarray(2, end));
      held = held.subarray(end);
      if (query === undefined) {
        socket.destroy();
        return;
      }
      const answer = writeAnswer(query, answerQuery(catalog, query), maxTcpBytes);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
    }
  });
}

function bind(socket: DatagramSocket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => reject(listenFailed({ name: "consul's DNS", host, port }, error)));
    socket.bind(port, host, () => {
      socket.removeAllListeners("error");
      socket.on("error", () => undefined);
      resolve();
    });
  });
}
