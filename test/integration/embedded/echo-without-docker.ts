import { EmbeddedWorkspace } from "../../helpers/embedded.js";
import { HttpLoad } from "../../helpers/http-load.js";
import {
  type Deployed,
  type EchoSettings,
  echoFiles,
  route,
  server,
  serviceYaml,
} from "../deploy/echo-workspace.js";

/** What a service of the templates has: its own scripts for compiling, testing and building, and a lock file. */
const manifest = {
  name: "echo",
  version: "1.0.0",
  private: true,
  type: "module",
  scripts: {
    typecheck: "node --check server.mjs",
    test: "node --test server.test.mjs",
    build:
      "node -e \"const fs = require('fs'); fs.mkdirSync('dist'); fs.copyFileSync('server.mjs', 'dist/main.js'); fs.copyFileSync('settings.mjs', 'dist/settings.mjs')\"",
  },
};
const lock = { name: "echo", version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "echo" } } };

/** A workspace without Docker, with Consul and the gateway only, and one service that builds in a second. */
export class EchoWithoutDocker extends EmbeddedWorkspace {
  constructor() {
    super();
    const disabled = "platform: { disabled: [postgres, rabbitmq, aws, tracing] }";
    this.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\n${disabled}\n`);
    this.write("gateway/ocelot.json", JSON.stringify({ Routes: [route("echo")] }));
    this.write("services/echo/service.yaml", serviceYaml("echo"));
    this.write("services/echo/Dockerfile", "ARG NODE_IMAGE\n");
    this.write("services/echo/package.json", JSON.stringify(manifest));
    this.write("services/echo/package-lock.json", JSON.stringify(lock));
    this.write("services/echo/server.mjs", server);
    this.change({});
  }

  /** Gives the service another behaviour, and so another version. */
  change(settings: EchoSettings): void {
    const all = { reply: "one", ready: true, dieAfterMs: 0, testPasses: true, ...settings };
    for (const [file, text] of Object.entries(echoFiles(all))) this.write(`services/echo/${file}`, text);
  }

  deploy(...args: string[]) {
    return this.run<Deployed>(["deploy", ...args]);
  }

  /** What the service answers through the gateway. */
  async ask(): Promise<{ reply: string; version: string; id: string; greeting?: string }> {
    const response = await fetch(`${(await this.variables()).GATEWAY_URL}/api/echo`);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Awaited<ReturnType<EchoWithoutDocker["ask"]>>;
  }

  async load(): Promise<HttpLoad> {
    const { GATEWAY_URL = "" } = await this.variables();
    const path = "/api/echo/{id}";
    return HttpLoad.start({
      origin: GATEWAY_URL,
      kept: 8,
      fresh: 4,
      pauseMs: 50,
      requests: [{ method: "GET", path, status: 200, contains: '"reply":' }],
    });
  }
}
