import { Args, Flags } from "@oclif/core";
import { dev } from "../actions/dev.js";
import { DevLines } from "../cli/dev-lines.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { toJson } from "../messages/tell.js";
import { NamedLines } from "../ui/named-lines.js";

export default class Dev extends MsxCommand {
  static override summary = help("command.dev.summary");
  static override description = help("command.dev.description");
  static override strict = false;
  static override examples = [
    "<%= config.bin %> dev",
    "<%= config.bin %> dev order-service --inspect",
    "<%= config.bin %> dev --json | jq -r 'select(.type == \"ready\")'",
  ];

  static override args = { service: Args.string({ description: help("arg.dev.service") }) };

  static override flags = {
    inspect: Flags.boolean({ summary: help("flag.dev.inspect") }),
    timeout: Flags.string({ summary: help("flag.dev.timeout"), default: "120s", helpValue: "TIME" }),
  };

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Dev);
    const lines = new DevLines(new NamedLines(process.stdout), this.lang());
    await this.perform(
      flags,
      (context) =>
        dev(
          {
            services: argv.map(String),
            inspect: flags.inspect,
            timeout: flags.timeout,
            onEvent: (event) => {
              if (flags.json) process.stdout.write(`${toJson(event, this.lang(), 0)}\n`);
              else lines.show(event);
            },
          },
          context,
        ),
      {
        render: ({ services, deployed = [] }, page) => {
          for (const { service, version } of deployed) {
            if (version === null) page.say("dev.given-back.none", { service });
            else page.say("dev.given-back", { service, version });
          }
          page.say("dev.stopped", { services: services.join(", ") });
        },
      },
    );
  }
}
