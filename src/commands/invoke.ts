import { Args, Flags } from "@oclif/core";
import { invoke } from "../actions/invoke.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { placeFlags, placeOf } from "../cli/place-flags.js";

export default class Invoke extends MsxCommand {
  static override summary = help("command.invoke.summary");
  static override description = help("command.invoke.description");
  static override examples = [
    "<%= config.bin %> invoke user-service --function api --event events/get.json",
    "<%= config.bin %> invoke order-service --function orders --event events/order.json --tail",
    "<%= config.bin %> invoke user-service --function api --qualifier 3 --json",
  ];

  static override args = {
    service: Args.string({ description: help("arg.invoke.service"), required: true }),
  };

  static override flags = {
    function: Flags.string({ summary: help("flag.invoke.function"), helpValue: "NAME" }),
    event: Flags.string({ summary: help("flag.invoke.event"), helpValue: "FILE" }),
    qualifier: Flags.string({ summary: help("flag.invoke.qualifier"), helpValue: "VERSION" }),
    tail: Flags.boolean({ summary: help("flag.invoke.tail") }),
    ...placeFlags,
    yes: Flags.boolean({ summary: help("flag.yes") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Invoke);
    const { function: name, event, qualifier, tail, yes } = flags;
    const options = { service: args.service, function: name, event, qualifier, tail, yes, ...placeOf(flags) };
    await this.perform(flags, (context) => invoke(options, context), {
      render: ({ payload, logs, functionError, ...ran }, page) => {
        if (logs !== undefined) process.stderr.write(logs);
        if (functionError !== null)
          page.say("invoke.failed", { function: ran.function, version: ran.version });
        page.line(JSON.stringify(payload, null, 2));
      },
      // 5: it ran and failed.
      exitCode: ({ functionError }) => (functionError === null ? 0 : 5),
    });
  }
}
