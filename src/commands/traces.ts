import { Args, Flags } from "@oclif/core";
import { traces } from "../actions/traces.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { renderTraces } from "../cli/render-traces.js";

export default class Traces extends MsxCommand {
  static override summary = help("command.traces.summary");
  static override description = help("command.traces.description");
  static override examples = [
    "<%= config.bin %> traces",
    "<%= config.bin %> traces latest --service order-service",
    "<%= config.bin %> traces 4bf92f3577b34da6a3ce929d0e0e4736 --json",
    "<%= config.bin %> traces --from http://127.0.0.1:4318",
  ];

  static override args = { trace: Args.string({ description: help("arg.traces.trace"), name: "trace-id" }) };

  static override flags = {
    service: Flags.string({ summary: help("flag.traces.service"), helpValue: "NAME" }),
    limit: Flags.integer({
      summary: help("flag.traces.limit"),
      default: 20,
      min: 1,
      max: 1000,
      helpValue: "N",
    }),
    from: Flags.string({ summary: help("flag.traces.from"), helpValue: "URL" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Traces);
    const { service, limit, from } = flags;
    const chosen = { ...(args.trace && { trace: args.trace }), ...(service !== undefined && { service }) };
    const options = { ...chosen, limit, ...(from !== undefined && { from }) };
    await this.perform(flags, (context) => traces(options, context), {
      render: (result, page) => renderTraces(result, page, service),
    });
  }
}
