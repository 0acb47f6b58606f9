import { Args, Flags } from "@oclif/core";
import { dbShell, dbSql } from "../../actions/db-shell.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { processConsole } from "../../ui/process-console.js";

export default class DbShell extends MsxCommand {
  static override summary = help("command.db.shell.summary");
  static override description = help("command.db.shell.description");
  static override examples = [
    "<%= config.bin %> db shell order-service",
    '<%= config.bin %> db shell order-service -c "select count(*) from orders"',
    "<%= config.bin %> db shell order-service < script.sql",
    '<%= config.bin %> db shell order-service -c "select * from orders" --json',
  ];

  static override args = {
    service: Args.string({ description: help("arg.db.shell.service"), required: true }),
  };

  static override flags = {
    command: Flags.string({ char: "c", summary: help("flag.db.shell.command"), helpValue: "SQL" }),
    admin: Flags.boolean({ summary: help("flag.db.shell.admin") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DbShell);
    const { admin, command: sql } = flags;
    const console = processConsole({ input: sql === undefined });
    const options = { service: args.service, admin, sql, console };
    if (flags.json) {
      await this.perform(flags, (context) => dbSql(options, context), { render: () => undefined });
      return;
    }
    this.keysAreThePrograms = console.terminal !== undefined;
    await this.perform(flags, (context) => dbShell(options, context), {
      // psql has said everything by itself.
      render: () => undefined,
      exitCode: (code) => code,
    });
  }
}
