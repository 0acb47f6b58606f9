import { Flags } from "@oclif/core";
import { exec } from "../actions/exec.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { MsxError } from "../errors/msx-error.js";
import { processConsole } from "../ui/process-console.js";

export default class Exec extends MsxCommand {
  static override summary = help("command.exec.summary");
  static override description = help("command.exec.description");
  static override usage = "exec [--engine ENGINE] [--deploy] [--service SERVICE] -- COMMAND…";
  static override examples = [
    "<%= config.bin %> exec -- npm run test:integration",
    "<%= config.bin %> exec --engine embedded --deploy --timeout 10m -- npm test",
    "<%= config.bin %> exec --service order-service -- npm run migrate",
  ];

  static override strict = false;

  static override flags = {
    engine: Flags.option({
      options: ["auto", "docker", "embedded"] as const,
      default: "auto",
      summary: help("flag.exec.engine"),
    })(),
    deploy: Flags.boolean({ summary: help("flag.exec.deploy") }),
    service: Flags.string({ summary: help("flag.exec.service"), helpValue: "SERVICE" }),
    timeout: Flags.string({ summary: help("flag.exec.timeout"), helpValue: "TIME" }),
    volumes: Flags.boolean({ summary: help("flag.exec.volumes") }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Exec);
    const command = argv.map(String);
    if (command.length === 0) {
      throw new MsxError("USAGE", { detail: "no command to run: msx exec -- COMMAND", command: "exec" });
    }
    const { engine, deploy, service, timeout, volumes } = flags;
    const own = processConsole({ input: true });
    // With --json the one document on stdout is msx's.
    const console = flags.json ? { ...own, output: own.errors } : own;
    await this.perform(
      flags,
      (context) => exec({ command, engine, deploy, service, timeout, volumes, console }, context),
      {
        // The command has said everything by itself.
        render: () => undefined,
        exitCode: ({ exitCode }) => exitCode,
      },
    );
  }
}
