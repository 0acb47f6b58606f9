import { Args, Flags } from "@oclif/core";
import { logs } from "../actions/logs.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { placeFlags, placeOf } from "../cli/place-flags.js";
import { NamedLines } from "../ui/named-lines.js";

export default class Logs extends MsxCommand {
  static override summary = help("command.logs.summary");
  static override description = help("command.logs.description");
  static override strict = false;
  static override examples = [
    "<%= config.bin %> logs",
    "<%= config.bin %> logs -f order-service rabbitmq",
    "<%= config.bin %> logs postgres --tail 20 --json",
  ];

  static override args = { name: Args.string({ description: help("arg.logs.name") }) };

  static override flags = {
    follow: Flags.boolean({ char: "f", summary: help("flag.logs.follow"), exclusive: ["json"] }),
    tail: Flags.integer({ summary: help("flag.logs.tail"), default: 200, min: 0, helpValue: "N" }),
    ...placeFlags,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Logs);
    const lines: { source: string; text: string }[] = [];
    const shown = new NamedLines(process.stdout);
    let stopped = false;
    await this.perform(
      flags,
      async (context) => {
        const { follow, tail } = flags;
        const onLine = flags.json ? lines.push.bind(lines) : shown.show.bind(shown);
        const { sources, interrupted } = await logs(
          { names: argv as string[], follow, tail, onLine, ...placeOf(flags) },
          context,
        );
        stopped = interrupted;
        return { sources, lines };
      },
      // Nothing was changed, so there is nothing to say: only the exit code tells that it was cut short.
      { render: () => undefined, exitCode: () => (stopped ? 130 : 0) },
    );
  }
}
