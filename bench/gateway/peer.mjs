// The peer: @fastify/http-proxy with its defaults, no logger, one route to a fixed upstream. Prints its port.
// usage: peer.mjs UPSTREAM_PORT
import proxy from "@fastify/http-proxy";
import Fastify from "fastify";

const app = Fastify({ logger: false });
await app.register(proxy, {
  upstream: `http://127.0.0.1:${process.argv[2]}`,
  prefix: "/api/users",
  rewritePrefix: "/api/v1/users",
});
await app.listen({ port: 0, host: "127.0.0.1" });
process.stdout.write(`${app.server.address().port}\n`);
