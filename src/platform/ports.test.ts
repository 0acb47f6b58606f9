import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { isPortFree } from "./free-port.js";
import { listeners, portOwner } from "./port-owner.js";
import { PortAllocator, type PortMemory } from "./ports.js";

class Memory implements PortMemory {
  readonly known = new Map<string, number>();
  port(key: string): number | undefined {
    return this.known.get(key);
  }
  setPort(key: string, port: number): void {
    this.known.set(key, port);
  }
}

const wish = { owner: "postgres", key: "postgres.postgres", wanted: 5432, explicit: false };
const unclaimed = { take: () => true, release: () => undefined, holder: () => undefined };
const nothing = new Map<number, string>();
const allocator = (memory: PortMemory, busy: readonly number[] = []): PortAllocator =>
  new PortAllocator(
    memory,
    (port) => Promise.resolve(!busy.includes(port)),
    (port) => `owner of ${port}`,
    unclaimed,
  );

test("a free wanted port is taken and remembered", async () => {
  const memory = new Memory();
  expect(await allocator(memory).choose(wish, nothing)).toEqual({ port: 5432 });
  expect(memory.port(wish.key)).toBe(5432);
});

test("a busy one gives way to the next free one, and its owner is named", async () => {
  expect(await allocator(new Memory(), [5432, 5433]).choose(wish, nothing)).toEqual({
    port: 5434,
    busy: { wanted: 5432, owner: "owner of 5432" },
  });
});

test("one that another msx has chosen and does not listen on yet gives way too", async () => {
  const claimed = {
    take: (port: number) => port !== 5432,
    release: () => undefined,
    holder: () => "msx, pid 1",
  };
  const ports = new PortAllocator(
    new Memory(),
    () => Promise.resolve(true),
    () => undefined,
    claimed,
  );
  expect(await ports.choose(wish, nothing)).toEqual({
    port: 5433,
    busy: { wanted: 5432, owner: "msx, pid 1" },
  });
});

test("a port another container publishes is busy even where it can be bound", async () => {
  const taken = new Map([[5432, "container other-postgres-1"]]);
  const { port, busy } = await allocator(new Memory()).choose(wish, taken);
  expect(port).toBe(5433);
  expect(busy?.owner).toBe("container other-postgres-1");
});

test("the remembered port is kept, also when the wanted one is free again", async () => {
  const memory = new Memory();
  memory.setPort(wish.key, 5440);
  expect(await allocator(memory).choose(wish, nothing)).toEqual({ port: 5440 });
});

test("a port the user wrote down goes before the remembered one", async () => {
  const memory = new Memory();
  memory.setPort(wish.key, 5432);
  expect(await allocator(memory).choose({ ...wish, wanted: 6000, explicit: true }, nothing)).toEqual({
    port: 6000,
  });
});

test("two choices of one run never meet", async () => {
  const shared = allocator(new Memory());
  const other = { ...wish, key: "aws.http" };
  const [one, two] = await Promise.all([shared.choose(wish, nothing), shared.choose(other, nothing)]);
  expect(one.port).not.toBe(two.port);
});

test("none within reach is PORT_UNAVAILABLE", async () => {
  const none = new PortAllocator(
    new Memory(),
    () => Promise.resolve(false),
    () => undefined,
    unclaimed,
  );
  await expect(none.choose(wish, nothing)).rejects.toMatchObject({ code: "PORT_UNAVAILABLE" });
});

test("a real listener makes its port busy, and on Linux this process is its owner", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await isPortFree(port)).toBe(false);
  if (process.platform === "linux") expect(portOwner(port)).toContain(`pid ${process.pid}`);
  server.close();
  await once(server, "close");
  expect(await isPortFree(port)).toBe(true);
});

test("only listening sockets of the port count", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1",
    "   1: 0100007F:1538 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 222 1",
    "   2: 0100007F:1539 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1",
  ].join("\n");
  expect(listeners(table, 5432)).toEqual(["111"]);
});
