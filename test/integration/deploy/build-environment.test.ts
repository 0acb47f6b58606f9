import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker, docker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { type Deployed, EchoWorkspace } from "./echo-workspace.js";

const certificate = "-----BEGIN CERTIFICATE-----\nMIIBnotreallyone\n-----END CERTIFICATE-----";
const proxy = "http://someone:hush@proxy.invalid:3128";

describeDocker("an image build behind a proxy and a company's certificate authority", () => {
  const workspace = new EchoWorkspace();
  const dockerfile = path.join("services", "echo", "Dockerfile");
  beforeAll(() => workspace.up());
  afterAll(() => workspace.remove());

  test("reaches both in the stage that needs them, and the image holds neither", async () => {
    const original = readFileSync(path.join(workspace.folder, dockerfile), "utf8");
    const told = 'RUN echo "proxy $HTTP_PROXY ca $(cat /service/ca.crt | wc -l)" >/passed';
    workspace.write(
      dockerfile,
      original.replace("COPY *.mjs /service/", "COPY *.mjs ca.crt* /service/").replace(/^RUN .*$/m, told),
    );
    workspace.write("ca.pem", `-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----\n${certificate}\n`);
    const { exitCode, result, stderr } = await msxJson<Deployed>(["deploy"], {
      cwd: workspace.folder,
      env: {
        HTTP_PROXY: proxy,
        HTTPS_PROXY: "http://127.0.0.1:3128",
        NODE_EXTRA_CA_CERTS: path.join(workspace.folder, "ca.pem"),
      },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("HTTPS_PROXY points to this machine's loopback");
    const image = `${workspace.name}/echo:${result.services[0]?.version}`;
    const run = (command: string) => docker("run", "--rm", "--entrypoint", "sh", image, "-c", command);
    expect(await run("cat /passed")).toBe(`proxy ${proxy} ca 3`);
    expect(await run("find / -name ca.crt -not -path '/proc/*' 2>/dev/null; env")).not.toMatch(
      /\/ca\.crt|_PROXY=/,
    );
    const history = await docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image);
    expect(history).not.toContain("hush");
  });
});
