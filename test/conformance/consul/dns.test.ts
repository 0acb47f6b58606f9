import { Resolver } from "node:dns/promises";
import { expect, it } from "vitest";
import { eventually } from "../gateway/eventually.js";
import { put } from "./client.js";
import { describeConsuls } from "./consul-under-test.js";

describeConsuls("DNS", (consul) => {
  const resolver = (): Resolver => {
    const made = new Resolver({ timeout: 2000, tries: 2 });
    made.setServers([`127.0.0.1:${consul().dnsPort}`]);
    return made;
  };
  const register = (body: object) => put(consul().url, "/v1/agent/service/register", body);

  it("names passing and warning instances by A and SRV, in any case, with tags and RFC 2782 names", async () => {
    const check = (Status: string) => ({ TTL: "10m", Status });
    const weights = { Passing: 9, Warning: 2 };
    await register({
      Name: "dns",
      ID: "d1",
      Address: "10.0.0.1",
      Port: 81,
      Tags: ["blue"],
      Weights: weights,
    });
    await register({
      Name: "dns",
      ID: "d2",
      Address: "10.0.0.2",
      Port: 82,
      Weights: weights,
      Check: check("warning"),
    });
    await register({ Name: "dns", ID: "d3", Address: "10.0.0.3", Port: 83, Check: check("critical") });
    const dns = resolver();
    const found = () => dns.resolve4("dns.service.consul").catch(() => []);
    await eventually("two are found", async () => (await found()).length === 2);
    expect((await found()).sort()).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(await dns.resolve4("blue.DNS.service.dc1.consul")).toEqual(["10.0.0.1"]);
    const services = await dns.resolveSrv("_dns._tcp.service.consul");
    expect(services.sort((a, b) => a.port - b.port)).toEqual([
      { name: "0a000001.addr.dc1.consul", port: 81, priority: 1, weight: 9 },
      { name: "0a000002.addr.dc1.consul", port: 82, priority: 1, weight: 2 },
    ]);
    expect(await dns.resolve4("0a000002.addr.dc1.consul")).toEqual(["10.0.0.2"]);
    for (const id of ["d1", "d2", "d3"]) await put(consul().url, `/v1/agent/service/deregister/${id}`);
  });

  it("answers for its node, for addresses of version 6 and for host names", async () => {
    const dns = resolver();
    expect(await dns.resolve4("consul.node.consul")).toEqual(["127.0.0.1"]);
    expect(await dns.resolve4("consul.service.consul")).toEqual(["127.0.0.1"]);
    await register({ Name: "six", Address: "::1", Port: 6 });
    await register({ Name: "named", Address: "host.example", Port: 7 });
    await eventually("it is found", () => dns.resolve6("six.service.consul").catch(() => undefined));
    expect(await dns.resolve6("six.service.consul")).toEqual(["::1"]);
    await expect(dns.resolve4("six.service.consul")).rejects.toMatchObject({ code: "ENODATA" });
    await eventually("it is found", () => dns.resolveSrv("named.service.consul").catch(() => undefined));
    expect(await dns.resolveSrv("named.service.consul")).toMatchObject([{ name: "host.example", port: 7 }]);
  });

  it("says that a name does not exist, and refuses the names of others", async () => {
    const dns = resolver();
    await expect(dns.resolve4("nope.service.consul")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(dns.resolve4("dns.service.dc9.consul")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(dns.resolve4("example.com")).rejects.toMatchObject({ code: "EREFUSED" });
  });

  it("gives a long list in part by UDP; the emulator says so, and gives it whole by TCP", async () => {
    for (let at = 1; at <= 40; at += 1) {
      await register({ Name: "many", ID: `many-${at}`, Address: `10.1.0.${at}`, Port: at });
    }
    const dns = resolver();
    const found = () => dns.resolveSrv("many.service.consul").catch(() => []);
    // Consul says so only with `enable_truncate`, which is off by default.
    const enough = consul().name === "emulator" ? 40 : 3;
    await eventually("they are found", async () => (await found()).length >= enough, 10_000);
  });
});
