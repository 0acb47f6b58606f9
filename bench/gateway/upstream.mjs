// The service behind the gateway in the benchmark: node:http and one small JSON answer, nothing else. Prints its port.
import { createServer } from "node:http";

const body = JSON.stringify({
  id: "0190b6a5-3c5f-7d31-9b1e-4f6f2f7f0c11",
  name: "Ada Lovelace",
  email: "ada@example.com",
  profile: { city: "London", language: "en", since: "1843-09-01" },
});
const head = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };

const server = createServer({ keepAliveTimeout: 60_000 }, (_, res) => {
  res.writeHead(200, head).end(body);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
