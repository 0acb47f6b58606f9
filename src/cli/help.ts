import { type Command, Help as OclifHelp } from "@oclif/core";
import { findMessage } from "../messages/catalogue.js";
import { chooseLang } from "./lang.js";

/** oclif's help, in the language the user reads: each text is looked up by the code its English one came from. */
export default class Help extends OclifHelp {
  protected override summary(command: Command.Loadable): string | undefined {
    return super.summary(this.#translated(command));
  }

  protected override formatCommand(command: Command.Loadable): string {
    return super.formatCommand(this.#translated(command));
  }

  protected override formatCommands(commands: Command.Loadable[]): string {
    return super.formatCommands(commands.map((command) => this.#translated(command)));
  }

  #translated(command: Command.Loadable): Command.Loadable {
    if (chooseLang(process.argv, process.env) === "en") return command;
    const id = command.id.replaceAll(":", ".");
    const told = (code: string, fallback: string | undefined): string | undefined =>
      findMessage(code, "es") ?? fallback;
    const summary = told(`command.${id}.summary`, command.summary);
    const description = told(`command.${id}.description`, command.description);
    return {
      ...command,
      ...(summary !== undefined && { summary }),
      ...(description !== undefined && { description }),
      flags: Object.fromEntries(
        Object.entries(command.flags).map(([name, flag]) => {
          const text = told(`flag.${id}.${name}`, told(`flag.${name}`, flag.summary));
          return [name, text === undefined ? flag : { ...flag, summary: text }];
        }),
      ),
      args: Object.fromEntries(
        Object.entries(command.args).map(([name, arg]) => {
          const text = told(`arg.${id}.${name}`, arg.description);
          return [name, text === undefined ? arg : { ...arg, description: text }];
        }),
      ),
    };
  }
}
