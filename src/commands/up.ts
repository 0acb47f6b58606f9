import { Args, Flags } from "@oclif/core";
import { up } from "../actions/up.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { renderPlatform } from "../cli/render-platform.js";
import { showFailure } from "../cli/show-failure.js";
import type { MsxError } from "../errors/msx-error.js";
import { describeError } from "../messages/catalogue.js";

export default class Up extends MsxCommand {
  static override summary = help("command.up.summary");
  static override description = help("command.up.description");
  static override examples = [
    "<%= config.bin %> up",
    "<%= config.bin %> up --only postgres,rabbitmq",
    "<%= config.bin %> up --timeout 5m --json",
  ];

  static override args = {
    target: Args.string({ description: help("arg.up.target"), options: ["local"], default: "local" }),
  };

  static override flags = {
    only: Flags.string({ summary: help("flag.up.only"), helpValue: "NAME,…" }),
    engine: Flags.option({
      options: ["auto", "docker", "embedded"] as const,
      default: "auto",
      summary: help("flag.up.engine"),
    })(),
    timeout: Flags.string({ summary: help("flag.up.timeout"), default: "120s", helpValue: "TIME" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Up);
    const only = (flags.only ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    let failure: MsxError | undefined;
    await this.perform(
      flags,
      async (context) => {
        const { engine, timeout } = flags;
        const { failure: failed, ...report } = await up({ only, engine, timeout }, context);
        failure = failed;
        return { ...report, ...(failed && { error: describeError(failed, this.lang()) }) };
      },
      {
        render: (report, page) => {
          renderPlatform(report, page);
          if (failure) showFailure(failure, this.argv, this.id);
          else page.say(report.changed ? "platform.up.next" : "platform.up.unchanged");
        },
        exitCode: () => failure?.exitCode ?? 0,
      },
    );
  }
}
