import { Args, Flags } from "@oclif/core";
import { eventsTail, type SeenEvent } from "../../actions/events-tail.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { eventLine } from "../../cli/render-messaging.js";
import { NamedLines } from "../../ui/named-lines.js";

export default class EventsTail extends MsxCommand {
  static override summary = help("command.events.tail.summary");
  static override description = help("command.events.tail.description");
  static override strict = false;
  static override examples = [
    "<%= config.bin %> events tail",
    "<%= config.bin %> events tail order-service --type OrderProcessedEvent",
    "<%= config.bin %> events tail --count 1 --for 30s --json",
  ];

  static override args = { service: Args.string({ description: help("arg.events.tail.service") }) };

  static override flags = {
    type: Flags.string({
      summary: help("flag.events.tail.type"),
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "TYPE",
    }),
    count: Flags.integer({ summary: help("flag.events.tail.count"), min: 1, helpValue: "N" }),
    for: Flags.string({ summary: help("flag.events.tail.for"), helpValue: "TIME" }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(EventsTail);
    const events: SeenEvent[] = [];
    const lines = new NamedLines(process.stdout);
    const onEvent = (event: SeenEvent): void => {
      if (flags.json) events.push(event);
      else lines.show({ source: event.exchange, text: eventLine(event) });
    };
    await this.perform(
      flags,
      async (context) => {
        const { type: types = [], count, for: duration } = flags;
        const limits = { ...(count !== undefined && { count }), ...(duration !== undefined && { duration }) };
        const options = { services: argv as string[], types, onEvent, ...limits };
        return { ...(await eventsTail(options, context)), ...(flags.json && { events }) };
      },
      { render: () => undefined },
    );
  }
}
