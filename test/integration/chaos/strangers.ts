import { setTimeout as delay } from "node:timers/promises";
import { docker, inspect } from "../../helpers/docker.js";

interface Container {
  readonly Id: string;
  readonly State: { readonly StartedAt: string; readonly Pid: number };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly NetworkID: string }>> };
}

/**
 * Somebody else's container, network and volume, named like the workspace's own and grouped under its name by Docker
 * Compose's label: whatever is done to the workspace, they must not be touched.
 */
export class Strangers {
  readonly #container: string;
  readonly #network: string;
  readonly #volume: string;

  constructor(workspace: string) {
    this.#container = `${workspace}-gateway-2`;
    this.#network = `${workspace}-network-2`;
    this.#volume = `${workspace}-postgres-data2`;
  }

  /** @param image with Node in it */
  async appear(workspace: string, image: string): Promise<void> {
    const label = [
      "--label",
      `com.docker.compose.project=${workspace}`,
      "--label",
      "msx.workspace.id=abcdef012345",
    ];
    await docker("network", "create", ...label, this.#network);
    await docker("volume", "create", ...label, this.#volume);
    const script =
      "require('fs').writeFileSync('/kept/word', 'theirs'); console.log('settled'); setInterval(() => {}, 1e6)";
    await docker(
      ...["run", "--detach", "--name", this.#container, "--network", this.#network, ...label],
      ...["--user", "0", "--volume", `${this.#volume}:/kept`, "--entrypoint", "node", image, "-e", script],
    );
    while (!(await docker("logs", this.#container)).includes("settled")) await delay(100);
  }

  /** What would be different if anything had been done to them. */
  async portrait(): Promise<string> {
    const { Id, State, NetworkSettings } = await inspect<Container>(this.#container);
    const word = await docker("exec", this.#container, "cat", "/kept/word");
    const { StartedAt, Pid } = State;
    return JSON.stringify({ Id, StartedAt, Pid, networks: NetworkSettings.Networks, word });
  }

  async leave(): Promise<void> {
    await docker("rm", "--force", this.#container).catch(() => undefined);
    await docker("network", "rm", this.#network).catch(() => undefined);
    await docker("volume", "rm", this.#volume).catch(() => undefined);
  }
}
